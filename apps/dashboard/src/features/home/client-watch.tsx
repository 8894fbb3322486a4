import { idTimeMs, type RefusedAttempt } from "@patchops/contract";
import { useNow } from "../../format/use-now.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { RefusedNote } from "./refused-note.tsx";

const patienceMs = 60_000;

export interface ClientWatchProps {
  /** From this browser's own address, newest first. */
  refused: readonly RefusedAttempt[];
  /** The key of the snippet; refused calls before it was made are history. */
  keyId: string | undefined;
}

/** What clients do while someone sets them up: nothing yet, or refused with the reason and the remedy. */
export function ClientWatch({ refused, keyId }: ClientWatchProps) {
  const nowMs = useNow();
  // An id holds the server's own time, so the two clocks need not agree.
  const madeAtMs = keyId === undefined ? undefined : idTimeMs(keyId);
  const latest = refused.find(({ at }) => madeAtMs === undefined || Date.parse(at) >= madeAtMs);
  const isWaitingLong = madeAtMs !== undefined && nowMs - madeAtMs > patienceMs;
  return (
    <div role="status" className="text-sm">
      {latest ? (
        <RefusedNote attempt={latest} />
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
