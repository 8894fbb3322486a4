import type { Connection } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { StatusAge, statusSentence } from "../connections/status-evidence.tsx";

const fine = ["ready", "connecting", "paused"];

/** Connections through which a call would not succeed now. Nothing when all is well. */
export function NeedsAttention({ connections }: { connections: readonly Connection[] }) {
  const broken = connections.filter((entry) => !fine.includes(entry.status));
  if (broken.length === 0) return null;
  return (
    <section aria-labelledby="attention" className="flex flex-col gap-2">
      <h2 id="attention" className="text-base font-semibold">
        Needs attention
      </h2>
      <ul className="divide-y divide-hairline overflow-hidden rounded-lg border border-hairline">
        {broken.map((entry) => (
          <li
            key={entry.id}
            className="relative flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm hover:bg-surface"
          >
            <StatusBadge status={entry.status} />
            <Link
              to="/connections/$slug"
              params={{ slug: entry.slug }}
              className="font-medium outline-none after:absolute after:inset-0 after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus"
            >
              {entry.name}
            </Link>
            <span className="min-w-48 grow basis-0 truncate text-muted">
              {entry.statusReason?.message ?? statusSentence(entry)}
            </span>
            <span className="text-xs text-muted">
              <StatusAge connection={entry} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
