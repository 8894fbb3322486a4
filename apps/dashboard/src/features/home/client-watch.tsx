import type { RefusedAttempt } from "@patchops/contract";
import { ShieldX } from "lucide-react";
import { useNow } from "../../format/use-now.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { Time } from "../../ui/time.tsx";

const reasons: Record<RefusedAttempt["reason"], { what: string; remedy: string }> = {
  no_key: { what: "without a key", remedy: "Paste the command again." },
  malformed_key: { what: "with a key that was cut off", remedy: "Copy the whole key." },
  unknown_key: {
    what: "with a key that is not one of this instance",
    remedy: "Create a key here and paste again.",
  },
  revoked_key: { what: "with a revoked key", remedy: "Create a new key and paste again." },
  expired_key: { what: "with an expired key", remedy: "Create a new key and paste again." },
  scope: { what: "with a key that may not do this", remedy: "Create a key with the scope tools:call." },
};
const patienceMs = 60_000;

export interface ClientWatchProps {
  /** From this browser's own address, newest first. */
  refused: readonly RefusedAttempt[];
  /** When the key of the snippet was made; refused calls before it are history. */
  keyMadeAtMs: number | undefined;
}

/** What clients do while someone sets them up: nothing yet, or refused with the reason and the remedy. */
export function ClientWatch({ refused, keyMadeAtMs }: ClientWatchProps) {
  const nowMs = useNow();
  const [latest] = refused;
  const isWaitingLong = keyMadeAtMs !== undefined && nowMs - keyMadeAtMs > patienceMs;
  return (
    <div role="status" className="text-sm">
      {latest ? (
        <p className="flex gap-2 rounded-md bg-warning-tint px-3 py-2 text-pretty">
          <ShieldX aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
          <span className="min-w-0 wrap-anywhere">
            {latest.client ? latest.client.slice(0, 60) : "A client"} called <Time at={latest.at} />{" "}
            {reasons[latest.reason].what}. {reasons[latest.reason].remedy}
          </span>
        </p>
      ) : (
        <p className="flex items-center gap-2 text-muted">
          <Spinner className="size-3.5" />
          {isWaitingLong
            ? "Nothing yet. Restart your client; most read servers at start."
            : "Waiting for its first request…"}
        </p>
      )}
    </div>
  );
}
