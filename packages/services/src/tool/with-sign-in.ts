import { AppError } from "@patchops/contract";
import { UpstreamError } from "@patchops/upstream";
import { awaitSignIn, needsSignIn, type ToolSnapshot, wantScopes } from "../connection/index.ts";
import type { Context } from "../context.ts";

/** Asks the person behind a call to sign in to a connection. */
export interface SignInQuestion {
  /** The connection's name, as people know it. */
  name: string;
  message: string;
  /** Our own page: there the person is known by their login with us. */
  url: string;
}

/** A question that is open with the person. */
export interface OpenSignInQuestion {
  /** Resolves when the person says no. */
  declined: Promise<void>;
  /** Closes the question, whatever came of it. */
  close(outcome: { isSignedIn: boolean }): void;
}

/** As long as a person may take (architecture: waiting for people). */
const waitMs = 600_000;

/** A failure that a sign-in of the caller would mend, in the contract's words; null for all others. */
async function asSignInNeeded(
  context: Context,
  tool: ToolSnapshot,
  error: unknown,
): Promise<AppError | null> {
  const { services, actor } = context;
  const { connection } = tool;
  if (error instanceof AppError && error.code === "needs_sign_in") return error;
  if (!(error instanceof UpstreamError) || error.code !== "unauthorized" || connection.credential !== null)
    return null;
  const { challenge, sent } = error;
  if (challenge?.error !== "insufficient_scope") {
    if (connection.signIn === null && challenge?.resourceMetadataUrl === undefined) return null;
    return needsSignIn(services, connection, { message: error.message, sent, cause: error });
  }
  const call = { organizationId: actor.organizationId, connection, ownerId: actor.userId };
  const scopes = challenge.scopes ?? [];
  const named = scopes.length > 0 ? ` (${scopes.join(" ")})` : "";
  if (await wantScopes(services, call, scopes)) {
    const message = `${connection.name} asks for more permission${named}. Sign in again to give it.`;
    return needsSignIn(services, connection, { message, sent, cause: error });
  }
  return new AppError(
    "upstream_error",
    `${connection.slug}: it asks for more permission${named}, which signing in does not bring.`,
    {
      sent,
      next: "Ask whoever runs the server what the account may do there.",
      cause: error,
    },
  );
}

/**
 * Runs a call; where it lacks the caller's sign-in and the caller can be asked, waits for that (the call's own time stands
 * still meanwhile) and runs the same call again, once.
 */
export async function withSignIn<T>(
  context: Context,
  call: {
    tool: ToolSnapshot;
    signal: AbortSignal;
    ask: ((request: SignInQuestion) => OpenSignInQuestion | null) | undefined;
  },
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const needed = await asSignInNeeded(context, call.tool, error);
    if (!needed) throw error;
    const url = needed.details?.signInUrl;
    const { name } = call.tool.connection;
    const open =
      typeof url === "string" && needed.code === "needs_sign_in"
        ? call.ask?.({ name, message: needed.message, url })
        : null;
    if (!open) throw needed;
    const isSignedIn = await waitFor(context, call, open);
    open.close({ isSignedIn });
    if (!isSignedIn) throw needed;
    try {
      return await attempt();
    } catch (again) {
      throw (await asSignInNeeded(context, call.tool, again)) ?? again;
    }
  }
}

async function waitFor(
  context: Context,
  { tool, signal }: { tool: ToolSnapshot; signal: AbortSignal },
  open: OpenSignInQuestion,
): Promise<boolean> {
  const { services, actor } = context;
  const declined = new AbortController();
  open.declined.then(
    () => declined.abort(),
    () => declined.abort(),
  );
  const { connection } = tool;
  const isSignedIn = await awaitSignIn(
    services,
    { organizationId: actor.organizationId, connection, ownerId: actor.userId },
    AbortSignal.any([signal, declined.signal, AbortSignal.timeout(waitMs)]),
  );
  if (signal.aborted) {
    open.close({ isSignedIn: false });
    throw new AppError("cancelled", "The call was cancelled while it waited for a sign-in.", { sent: false });
  }
  return isSignedIn;
}
