import type { Revenue } from "@patchops/contract";
import { formatCents } from "../../format/format-cents.ts";
import { formatCompact } from "../../format/format-number.ts";

const short = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" });
const long = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });

/** What was paid in each month, as bars; the one that runs is paler, since it is not over. */
export function RevenueMonths({ months }: Pick<Revenue, "months">) {
  const highest = Math.max(1, ...months.map(({ paidCents }) => paidCents));
  return (
    <section aria-labelledby="months" className="rounded-lg border border-hairline p-4">
      <h2 id="months" className="pb-3 text-sm font-medium">
        Paid by month
      </h2>
      <ol className="flex h-36 gap-1 sm:gap-2">
        {months.map(({ month, paidCents }, index) => {
          const at = new Date(`${month}-01T00:00:00Z`);
          return (
            <li key={month} className="flex min-w-0 flex-1 flex-col items-center gap-1 text-xs text-muted">
              <span className="sr-only">
                {long.format(at)}: {formatCents(paidCents)}
              </span>
              <div aria-hidden className="flex w-full grow flex-col items-center justify-end gap-1">
                {paidCents > 0 && (
                  <span className="numbers max-sm:hidden">${formatCompact(Math.round(paidCents / 100))}</span>
                )}
                <div
                  className={`w-full max-w-12 min-h-px rounded-t-xs forced-colors:bg-[CanvasText] ${
                    paidCents === 0
                      ? "bg-hairline"
                      : index === months.length - 1
                        ? "bg-accent opacity-60"
                        : "bg-accent"
                  }`}
                  style={{ height: `${(paidCents / highest) * 80}%` }}
                />
              </div>
              <span aria-hidden>{short.format(at)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
