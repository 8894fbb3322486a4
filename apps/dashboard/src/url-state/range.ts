/** Ranges that move with time, in the order of the menu. */
export const presets = ["1h", "24h", "7d", "30d", "month"] as const;
export type Preset = (typeof presets)[number];

export const presetLabels: Record<Preset, string> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  month: "This month (UTC)",
};

/** `7d`, or two ISO times divided by `..`; the second may be missing (until now). */
export type RangeText = string;

export interface Range {
  /** ISO-8601 UTC. */
  from: string;
  /** ISO-8601 UTC, exclusive; undefined = now, and it moves. */
  to?: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const lengthsMs: Partial<Record<string, number>> = { "1h": hourMs, "24h": dayMs };
/** Today and those before it. */
const lengthsInDays: Partial<Record<string, number>> = { "7d": 7, "30d": 30 };

export function isPreset(text: string): text is Preset {
  return presets.some((preset) => preset === text);
}

/** Months are calendar months in UTC, as they are billed, and days begin in UTC: totals are kept by them. */
export function resolveRange(text: RangeText, nowMs: number): Range | undefined {
  if (text === "month") {
    const now = new Date(nowMs);
    return { from: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())).toISOString() };
  }
  const lengthMs = lengthsMs[text];
  if (lengthMs !== undefined) return { from: new Date(nowMs - lengthMs).toISOString() };
  const days = lengthsInDays[text];
  if (days !== undefined) {
    return { from: new Date((Math.floor(nowMs / dayMs) - days + 1) * dayMs).toISOString() };
  }
  const [from = "", to = ""] = text.split("..");
  const fromMs = Date.parse(from);
  if (Number.isNaN(fromMs)) return undefined;
  const toMs = Date.parse(to);
  if (to !== "" && (Number.isNaN(toMs) || toMs <= fromMs)) return undefined;
  return {
    from: new Date(fromMs).toISOString(),
    ...(to !== "" && { to: new Date(toMs).toISOString() }),
  };
}

/** A fixed range as it stands in the address, to the second. */
export function formatRange(fromMs: number, toMs?: number): RangeText {
  const short = (atMs: number) => new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z");
  return `${short(fromMs)}..${toMs === undefined ? "" : short(toMs)}`;
}
