import type { WebhookRefusal } from "@patchops/contract";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";

const words: Record<WebhookRefusal["reason"], string> = {
  unauthenticated: "Its signature was missing, wrong or old",
  invalid_input: "Its input did not fit the type that the program gives it",
  malformed_request: "Its JSON was nested too deeply",
  too_large: "Its body was too large",
  rate_limited: "More came in a minute than may",
  too_many_calls: "Too many runs waited already",
  conflict: "The workflow was paused, or had no published version",
  forbidden: "The workflow was blocked",
  organization_frozen: "The organization was frozen",
};

const shownFirst = 5;

/** Requests to a webhook that started nothing, and why: so that who set up its sender finds the cause. */
export function RefusedRequests({ refusals }: { refusals: readonly WebhookRefusal[] }) {
  const [isWhole, setIsWhole] = useState(false);
  if (refusals.length === 0) return null;
  return (
    <section aria-label="Refused requests" className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">Refused lately</h3>
      <ul className="divide-y divide-hairline rounded-lg border border-hairline text-sm">
        {(isWhole ? refusals : refusals.slice(0, shownFirst)).map(({ at, reason }, index) => (
          <li key={index} className="flex flex-wrap items-baseline justify-between gap-x-4 px-3 py-1.5">
            <span>{words[reason]}</span>
            <span className="text-muted">
              <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
      {!isWhole && refusals.length > shownFirst && (
        <Button size="small" variant="quiet" className="self-start" onClick={() => setIsWhole(true)}>
          Show all {refusals.length}
        </Button>
      )}
      <p className="text-xs text-muted">
        The newest 20 of 30 days; of many in a minute the first ones. What they held is not kept.
      </p>
    </section>
  );
}
