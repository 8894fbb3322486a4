import { meterNouns, type UsageForecast } from "@patchops/contract";

const number = (value: number) => value.toLocaleString("en-US");
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });

/** A forecast in one line, with how sure it is. */
export function forecastWords(
  forecast: Omit<UsageForecast["meters"][number], "text">,
  { isTooEarly, days }: { isTooEarly: boolean; days: number },
): string {
  const { meter, used, limit, expected, low, high, fullAt, sureness } = forecast;
  const noun = meterNouns[meter];
  if (limit !== null && used >= limit) return `All ${number(limit)} ${noun} of this month are used.`;
  if (expected === null) {
    if (isTooEarly) return "No forecast on the first day of a month.";
    return used === 0 ? `No ${noun} this month.` : "No forecast before a whole day of usage is known.";
  }
  const sure =
    sureness === "low"
      ? `; a rough guess from ${days} ${days === 1 ? "day" : "days"}`
      : low !== null && high !== null && low < high
        ? `; most likely ${number(low)} to ${number(high)}`
        : "";
  if (fullAt !== null)
    return `At this pace you reach 100 % on ${day.format(new Date(fullAt))}${sureness === "low" ? sure : ""}.`;
  const of = limit === null ? number(expected) : `${number(expected)} of ${number(limit)}`;
  return `At this pace ${of} ${noun} at the end of the month${sure}.`;
}
