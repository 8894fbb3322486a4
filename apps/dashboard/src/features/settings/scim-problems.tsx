import type { Scim } from "@patchops/contract";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";

const shownAtFirst = 3;

/** What the directory was refused last: it tells nobody here itself. */
export function ScimProblems({ problems }: { problems: Scim["problems"] }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? problems : problems.slice(0, shownAtFirst);
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">Refused lately</h3>
      <ul
        aria-label="Refused requests"
        className="divide-y divide-hairline rounded-lg border border-hairline"
      >
        {shown.map(({ id, at, request, subject, status, detail }) => (
          <li key={id} className="flex flex-col gap-0.5 px-4 py-2.5">
            <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
              <span className="font-medium wrap-anywhere">{subject ?? request}</span>
              <Time at={at} className="text-xs text-muted" />
            </p>
            <p className="text-sm text-pretty wrap-anywhere">{detail}</p>
            <p className="code truncate text-xs text-muted" title={request}>
              {status} {request}
            </p>
          </li>
        ))}
      </ul>
      {problems.length > shown.length && (
        <Button size="small" className="self-start" onClick={() => setIsWhole(true)}>
          Show all {problems.length}
        </Button>
      )}
    </div>
  );
}
