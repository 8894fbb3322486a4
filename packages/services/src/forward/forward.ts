import { AppError } from "@patchops/contract";
import type { UpstreamAnswer, UpstreamRequest } from "@patchops/upstream";
import type { ApprovalQuestion, OpenApprovalQuestion } from "../approval/index.ts";
import { type ConnectionSnapshot, requireLogin, upstreamTarget } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { explain } from "./explain.ts";
import { send } from "./send.ts";
import { type OpenSignInQuestion, type SignInQuestion, withSignIn } from "./with-sign-in.ts";

/** How a request goes on to an upstream, and what may come back while it is answered. */
export interface Forwarding
  extends Pick<
    UpstreamRequest,
    "caller" | "passesInput" | "logLevel" | "timeoutMs" | "onProgress" | "onNotification"
  > {
  signal: AbortSignal;
  promptSessionId?: string | undefined;
  executionId?: string | undefined;
  /** Asks the person to sign in where that is missing, and lets the request wait for it; null when they cannot be asked now. */
  askToSignIn?: ((request: SignInQuestion) => OpenSignInQuestion | null) | undefined;
  /** The same for an approval, which tool calls alone need. */
  askToApprove?: ((request: ApprovalQuestion) => OpenApprovalQuestion | null) | undefined;
  /** Does a part of it once more when that found our own database away: what waits is still one request. Default: it fails. */
  outlast?: (<T>(part: () => Promise<T>) => Promise<T>) | undefined;
}

/** Refuses a connection that is not to be called now. Throws `connection_paused`. */
export function refusePaused(connection: ConnectionSnapshot): void {
  if (connection.status !== "paused") return;
  const isSample = connection.statusReason?.code === "sample";
  const message = isSample
    ? `The connection ${connection.slug} is sample data: there is no server behind it.`
    : `The connection ${connection.slug} is paused.`;
  const next = isSample ? "Call a tool of the demo connection." : "Resume it on its page.";
  throw new AppError("connection_paused", message, { sent: false, next });
}

/**
 * One request of any method but `tools/call`, which has its own verb, to a connection's upstream. It counts against no quota;
 * who calls meters what is to be metered. `onSending` is told right before it leaves.
 * Throws AppError: `connection_paused`, and the codes of outward calls, each with `sent`.
 */
export async function forward(
  context: Context,
  connection: ConnectionSnapshot,
  request: Pick<UpstreamRequest, "method" | "params">,
  {
    askToSignIn,
    askToApprove: _toolsOnly,
    promptSessionId: _who,
    executionId: _what,
    outlast = (part) => part(),
    ...forwarding
  }: Forwarding,
  onSending?: () => Promise<void>,
): Promise<UpstreamAnswer> {
  const { services, actor } = context;
  const { organizationId, userId: ownerId } = actor;
  refusePaused(connection);
  const attempt = async () => {
    await requireLogin(services, { organizationId, connection, ownerId });
    const snapshot = await services.snapshots.get(organizationId);
    const target = upstreamTarget(services, snapshot, { connection, ownerId });
    await onSending?.();
    return send(context, target, { ...request, ...forwarding });
  };
  try {
    const signIn = { connection, signal: forwarding.signal, ask: askToSignIn };
    return await outlast(() => withSignIn(context, signIn, attempt));
  } catch (error) {
    const known = explain(error, { connection });
    if (known.code === "internal") {
      const fields = { error: known.cause ?? known, requestId: context.requestId };
      services.log.error(fields, "a request failed on our side");
    }
    throw known;
  }
}
