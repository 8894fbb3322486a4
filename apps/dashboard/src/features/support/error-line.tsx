import type { TicketError } from "@patchops/contract";
import { Time } from "../../ui/time.tsx";

/** A failed call as it goes along with a request: nothing else of it does. */
export function ErrorLine({ error }: { error: TicketError }) {
  const { at, tool, connection, code, message, requestId } = error;
  return (
    <span className="block text-xs">
      <span className="code">
        {connection ?? "?"}.{tool ?? "?"}
      </span>{" "}
      <span className="text-muted">
        <Time at={at} />
      </span>
      <span className="block wrap-anywhere">
        {code}: {message}
      </span>
      {requestId && <span className="code block text-muted wrap-anywhere">{requestId}</span>}
    </span>
  );
}
