import type { JsonObject } from "@patchops/protocol";
import { orders } from "./orders.ts";

const statuses = ["open", "shipped", "returned"];

/** The demo's prompt. */
export const orderSummary = {
  definition: {
    name: "order_summary",
    title: "Summarize the orders",
    description: "Asks for a short summary of the orders in one state.",
    arguments: [{ name: "status", description: "open, shipped or returned", required: true }],
  },
  /** Null for a state that no order has. */
  get(status: unknown): JsonObject | null {
    if (!statuses.includes(String(status))) return null;
    const found = orders.filter((order) => order.status === status);
    const lines = found.map(({ id, title, customer, total }) => `${id}: ${title}, ${customer}, ${total} EUR`);
    const text = `Summarize these ${found.length} ${status} orders in three sentences.\n\n${lines.join("\n")}`;
    return { messages: [{ role: "user", content: { type: "text", text } }] };
  },
  complete: (value: string): string[] => statuses.filter((status) => status.startsWith(value)),
};
