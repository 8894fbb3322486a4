import type { DeletionReport } from "@patchops/contract";
import { formatCount } from "../../format/format-number.ts";

export interface DeletionReportViewProps {
  title: string;
  report: DeletionReport;
}

/** What was deleted, taken back and kept. */
export function DeletionReportView({ title, report }: DeletionReportViewProps) {
  const deleted = Object.entries(report.deleted).toSorted(([a], [b]) => a.localeCompare(b));
  const revoked = Object.entries(report.revoked);
  return (
    <section aria-label={title} className="flex flex-col gap-3 text-sm">
      <h2 className="font-semibold">{title}</h2>
      {deleted.length > 0 && (
        <details>
          <summary className="cursor-pointer">
            {formatCount(
              deleted.reduce((sum, [, rows]) => sum + rows, 0),
              "row",
            )}{" "}
            deleted, of {formatCount(deleted.length, "table")}
          </summary>
          <dl className="mt-2 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-xs">
            {deleted.map(([table, rows]) => (
              <div key={table} className="contents">
                <dt className="code">{table}</dt>
                <dd className="numbers text-right">{rows}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {revoked.map(([host, { revoked: taken, failed, notOffered }]) => (
        <p key={host}>
          {host}: {formatCount(taken, "sign-in")} taken back
          {failed > 0 && `, ${failed} could not be told: revoke PatchOps in your account there as well`}
          {notOffered > 0 &&
            `, ${notOffered} of a provider that offers no way to: do it in your account there`}
          .
        </p>
      ))}
      {report.subscription && <p>The subscription was ended with a final invoice.</p>}
      {report.kept.length > 0 && (
        <div>
          <p>Kept:</p>
          <ul className="list-disc pl-5">
            {report.kept.map(({ what, rows, why, until }) => (
              <li key={what}>
                {rows === null ? what : `${what} (${rows})`}
                {until && `, until ${until.slice(0, 10)}`}. {why}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
