/** How every axis writes its numbers. */
export const axisTick = { fill: "var(--muted)", fontSize: 11, fontFamily: "var(--font-mono)" };

/** The interval under the pointer, as the series names it. */
export function pointOf(label: string | number | undefined): string | undefined {
  return typeof label === "string" ? label : undefined;
}
