import type { Connection } from "@patchops/contract";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { useSignIn } from "./use-sign-in.ts";

/** For a server that wants a key and describes no sign-in: older ones have one all the same. */
export function TrySignIn({ connection }: { connection: Connection }) {
  const { begin, isStarting, error } = useSignIn(connection);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button size="small" variant="quiet" isBusy={isStarting} onClick={() => void begin()}>
        Sign in instead
      </Button>
      {error && (
        <p role="alert" className="text-xs text-error">
          {toErrorBody(error).message}
        </p>
      )}
    </div>
  );
}
