import type { ConnectStep } from "@patchops/contract";

/** What the one button of a failed line does. */
export type ReportAction = "allow" | "retry" | "use_suggestion" | "give_key" | "reread";

export interface FailureWords {
  words: string;
  action: ReportAction | undefined;
  /** On the button. */
  button: string | undefined;
  /** What the server's own words add to ours. */
  detail?: string | undefined;
}

export interface FailureContext {
  /** The server as the person knows it: its name or host. */
  server: string;
  isInstanceAdmin: boolean;
}

/** A failed line of the connect report in words that help, with the button that helps most. */
export function describeFailure(
  step: ConnectStep,
  { server, isInstanceAdmin }: FailureContext,
): FailureWords {
  const retry = { action: "retry", button: "Retry" } as const;
  const { detail } = step;
  switch (step.cause) {
    case "private_address":
      return isInstanceAdmin && step.host !== undefined
        ? {
            words: "This instance does not call private addresses.",
            action: "allow",
            button: `Allow ${step.host}:${step.port ?? 443}`,
          }
        : {
            words: "This instance does not call private addresses. Ask the owner to allow this one.",
            action: undefined,
            button: undefined,
          };
    case "dns_failed":
      return { words: `The name ${server} is not known. Nothing was sent.`, ...retry };
    case "connection_refused":
      return { words: `${server} refuses connections. Nothing was sent.`, ...retry };
    case "timeout":
      return step.step === "reach"
        ? { words: `No answer from ${server} in 10 s. Nothing was sent.`, ...retry }
        : { words: `${server} was reached, but does not answer.`, ...retry };
    case "not_mcp":
      return step.suggestion === undefined
        ? { words: `${step.detail} This is no MCP endpoint.`, ...retry }
        : { words: `${step.detail} Try ${step.suggestion}?`, action: "use_suggestion", button: "Try that" };
    case "unauthorized_with_metadata":
      // The button for it is the caller's: it opens a window, and waits.
      return { words: `${server} asks you to sign in.`, action: undefined, button: undefined };
    case "insufficient_scope":
    case "login_refused":
      return { words: detail, action: undefined, button: undefined };
    case "sign_in_unsafe":
      return {
        words: `${detail} Nobody is sent there. With a key it may work:`,
        action: "give_key",
        button: "Save and retry",
      };
    case "unauthorized":
      return { words: "It wants a key.", detail, action: "give_key", button: "Save and retry" };
    case "zero_tools":
      return { words: "Reached, but it offers no tools.", action: "reread", button: "Re-read" };
    default:
      return { words: step.detail, ...retry };
  }
}
