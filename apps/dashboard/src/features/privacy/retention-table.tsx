import type { KeptKind, RetentionRule } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatCount } from "../../format/format-number.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";

const kinds: Record<KeptKind, string> = {
  calls: "Calls and clients' sessions",
  runs: "Runs of programs and workflows",
  run_logs: "Logs that replay a run",
  payloads: "Arguments and results of calls, redacted",
  totals: "Totals by hour and day",
  periods: "What a month came to",
  sign_ins: "History of your sign-ins",
  devices: "Browsers you signed in from, after their last use",
  mails: "Mails and notifications",
  approvals: "Questions and answers of approvals",
  support: "What you wrote to support, after it was closed",
  audit: "Audit log",
};

const deciders: Record<RetentionRule["by"], string> = {
  instance: "this instance",
  plan: "your plan",
  organization: "your organization",
  fixed: "fixed",
};

/** How long each kind of data is kept, and who decides that. */
export function RetentionTable() {
  const query = useQuery(trpc.organization.retention.queryOptions());
  return (
    <section aria-labelledby="retention-title" className="flex flex-col gap-2">
      <h2 id="retention-title" className="text-md font-semibold">
        How long data is kept
      </h2>
      <Loadable
        query={query}
        what="how long data is kept"
        skeleton={<SkeletonRows rows={12} rowClassName="h-9" />}
      >
        {(rules) => (
          <div className="rounded-lg border border-hairline">
            <table className="w-full text-sm">
              <thead>
                <tr className="border-b border-hairline text-xs text-muted">
                  <th scope="col" className="px-3 py-2 text-left font-medium">
                    What
                  </th>
                  <th scope="col" className="px-3 py-2 text-left font-medium">
                    For
                  </th>
                  <th scope="col" className="px-3 py-2 text-left font-medium">
                    Set by
                  </th>
                </tr>
              </thead>
              <tbody className="divide-y divide-hairline">
                {rules.map(({ kind, days, by }) => (
                  <tr key={kind}>
                    <th scope="row" className="px-3 py-2 text-left font-normal">
                      {kinds[kind]}
                    </th>
                    <td className="px-3 py-2">
                      {days === null ? "as long as the organization" : formatCount(days, "day")}
                    </td>
                    <td className="px-3 py-2 text-muted">{deciders[by]}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loadable>
      <p className="text-sm text-muted">
        <a href="/docs/data" className="text-link underline underline-offset-2">
          Everything that is stored
        </a>
        , table by table, and{" "}
        <a href="/legal/privacy" className="text-link underline underline-offset-2">
          the privacy policy
        </a>
        .
      </p>
    </section>
  );
}
