import type { TicketAction } from "@patchops/contract";
import type { ReactNode } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Time } from "../../ui/time.tsx";

const words: Readonly<Record<TicketAction["kind"], Record<TicketAction["of"], string>>> = {
  export: { account: "Export of the account", organization: "Export of the organization" },
  deletion: { account: "Deletion of the account", organization: "Deletion of the organization" },
};

export interface BegunListProps {
  begun: readonly TicketAction[];
  /** What stands below: where it is found. */
  children?: ReactNode;
}

/** What was begun for a request. */
export function BegunList({ begun, children }: BegunListProps) {
  if (begun.length === 0) return null;
  return (
    <section aria-label="Begun for this request" className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">Begun for this request</h3>
      <ul className="divide-y divide-hairline rounded-lg border border-hairline text-sm">
        {begun.map(({ id, kind, of, state, at }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
            <span className="grow">{words[kind][of]}</span>
            <span className="text-xs text-muted">
              <Time at={at} />
            </span>
            <Badge tone={state === "failed" ? "warning" : "neutral"}>{state}</Badge>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
