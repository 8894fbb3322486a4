import { Time } from "../../ui/time.tsx";
import { zoneFormat } from "./zone-format.ts";

export interface NextRunsProps {
  /** Counts from 1. */
  number: number;
  times: readonly string[];
  /** The schedule's. */
  timeZone: string;
}

/** When a schedule comes next: as it says it itself, and in the reader's zone where that is another. */
export function NextRuns({ number, times, timeZone }: NextRunsProps) {
  const zoned = zoneFormat(timeZone);
  const isElsewhere = zoned.resolvedOptions().timeZone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <section aria-label={`Next runs of schedule ${number}`} className="text-sm">
      <h3 className="text-xs font-medium text-muted">Next runs</h3>
      <ul className="pt-1">
        {times.map((at) => (
          <li key={at} className="flex flex-wrap gap-x-3">
            <span className="numbers">{zoned.format(new Date(at))}</span>
            <span className="text-muted">
              <Time at={at} />
              {isElsewhere && (
                <>
                  , for you <Time at={at} style="fixed" className="numbers" />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
