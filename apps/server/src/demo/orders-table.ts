import { orders } from "./orders.ts";

const fields = ["id", "title", "customer", "status", "total", "currency", "createdAt"] as const;

/** The demo's resource: all orders as a table, the same in every instance. */
export const ordersTable = {
  definition: {
    uri: "demo://shop/orders.csv",
    name: "orders.csv",
    title: "All orders",
    description: "The shop's 60 orders as a table, newest first.",
    mimeType: "text/csv",
  },
  read(): string {
    const lines = orders.map((order) => fields.map((field) => quoted(String(order[field]))).join(","));
    return `${[fields.join(","), ...lines].join("\n")}\n`;
  },
};

/** RFC 4180. */
function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
