/** One order of the demo shop. */
export interface Order {
  id: string;
  title: string;
  customer: string;
  status: "open" | "shipped" | "returned";
  total: number;
  currency: "EUR";
  createdAt: string;
}

const titles = [
  "Desk lamp",
  "Standing desk",
  "Notebook, set of 5",
  "Monitor arm",
  "Keyboard",
  "Ergonomic chair",
  "USB-C dock",
];
const customers = ["Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson", "Edsger Dijkstra"];
const statuses = ["open", "shipped", "shipped", "returned"] as const;

const pick = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("an empty list has no item");
  return item;
};

/** 60 orders, newest first; the same in every instance and every run. */
export const orders: readonly Order[] = Array.from({ length: 60 }, (_, index) => ({
  id: `ord_${1060 - index}`,
  title: pick(titles, index * 3 + 1),
  customer: pick(customers, index * 7 + 2),
  status: pick(statuses, index * 5 + 1),
  total: 19.9 + ((index * 37) % 480),
  currency: "EUR",
  createdAt: new Date(Date.UTC(2026, 9, 31, 17) - index * 9 * 3_600_000).toISOString(),
}));
