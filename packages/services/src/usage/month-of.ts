import { periodOf } from "./period.ts";

let known = { fromMs: 0, toMs: 0, ...periodOf(new Date(0)) };

/** The month of a moment; asked often for the same one. */
export function monthOf(atMs: number): { period: string; resetsAt: string } {
  if (atMs >= known.toMs || atMs < known.fromMs) {
    const { period, resetsAt } = periodOf(new Date(atMs));
    known = { fromMs: Date.parse(period), toMs: Date.parse(resetsAt), period, resetsAt };
  }
  return known;
}
