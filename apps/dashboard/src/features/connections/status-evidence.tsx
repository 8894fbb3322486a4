import type { Connection } from "@patchops/contract";
import { useNow } from "../../format/use-now.ts";
import { Time } from "../../ui/time.tsx";

/** Whether a call would succeed now, and how that is known. */
export function statusSentence(connection: Connection): string {
  switch (connection.status) {
    case "ready":
      return "A call would succeed now.";
    case "connecting":
      return "It is being reached for the first time.";
    case "no_tools":
      return "Reached, but it offers no tools.";
    case "needs_review":
      return connection.statusReason?.message ?? "Definitions of its tools have changed.";
    case "slow":
      return "It answers, but slowly.";
    case "paused":
      return connection.statusReason?.code === "sample"
        ? "Calls are refused."
        : "Someone paused it: calls are refused.";
    case "needs_sign_in":
      return connection.signIn
        ? "It asks for a sign-in: calls are refused."
        : "It wants a key: calls are refused.";
    case "unreachable":
      return connection.statusReason?.code === "upstream_error"
        ? "It answers with an error: calls fail."
        : "It does not answer: calls fail.";
    case "not_mcp":
      return "What answers there is no MCP server: calls fail.";
    case "blocked":
      return "This instance may not call it.";
  }
}

/** Something answered; otherwise there was nothing to see, only the attempt. */
const isSeen: readonly Connection["status"][] = ["ready", "slow", "no_tools", "needs_review"];

/** How old the status is, and when it is looked at again. */
export function StatusAge({ connection }: { connection: Connection }) {
  const nowMs = useNow();
  const { status, statusAt, nextAttemptAt } = connection;
  if (status === "connecting") return null;
  if (connection.transport === "demo" && status === "ready") return "part of PatchOps";
  if (status === "paused" && connection.statusReason?.code === "sample") return "sample data, no server";
  return (
    <>
      {status === "paused" ? "since " : isSeen.includes(status) ? "seen " : "checked "}
      <Time at={statusAt} />
      {nextAttemptAt &&
        (Date.parse(nextAttemptAt) > nowMs ? (
          <>
            , next try <Time at={nextAttemptAt} />
          </>
        ) : (
          ", trying again"
        ))}
    </>
  );
}
