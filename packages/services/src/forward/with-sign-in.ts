import { AppError, type AwaitedSignIn, accessOf, reachesRole } from "@patchops/contract";
import { UpstreamError } from "@patchops/upstream";
import {
  awaitSignIn,
  type ConnectionSnapshot,
  needsSignIn,
  refusedLogin,
  wantScopes,
} from "../connection/index.ts";
import type { Context } from "../context.ts";
import { withSpan } from "../trace/index.ts";

/** Asks the person behind a call to sign in to a connection, on our own page: there they are known by their login with us. */
export type SignInQuestion = AwaitedSignIn;

/** A question that is open with the person. */
export interface OpenSignInQuestion {
  /** Resolves when the person says no. */
  declined: Promise<void>;
  /** Closes the question, whatever came of it. */
  close(outcome: { isSignedIn: boolean }): void;
}

/** As long as a person may take (architecture: waiting for people). */
const waitMs = 600_000;

interface SignInNeed {
  /** In the contract's words; of another code than `needs_sign_in` where no sign-in would help. */
  error: AppError;
  /** The login that would not do; null = there is none. */
  refusedLoginId: string | null;
}

/** A failure that a sign-in of the caller would mend; null for all others. */
async function asSignInNeeded(
  context: Context,
  connection: ConnectionSnapshot,
  error: unknown,
): Promise<SignInNeed | null> {
  const { services, actor } = context;
  if (error instanceof AppError && error.code === "needs_sign_in") return { error, refusedLoginId: null };
  if (!(error instanceof UpstreamError) || error.code !== "unauthorized" || connection.credential !== null)
    return null;
  const { challenge, sent } = error;
  const call = { organizationId: actor.organizationId, connection, ownerId: actor.userId };
  if (challenge?.error !== "insufficient_scope") {
    if (connection.signIn === null && challenge?.resourceMetadataUrl === undefined) return null;
    const refused = await refusedLogin(services, call);
    const message = refused?.message ?? error.message;
    return {
      error: needsSignIn(services, connection, { message, sent, cause: error }),
      refusedLoginId: refused?.id ?? null,
    };
  }
  const scopes = challenge.scopes ?? [];
  const named = scopes.length > 0 ? ` (${scopes.join(" ")})` : "";
  const { loginId: refusedLoginId, mayHelp } = await wantScopes(services, call, scopes);
  if (mayHelp) {
    const message = `${connection.name} asks for more permission${named}. Sign in again to give it.`;
    return { error: needsSignIn(services, connection, { message, sent, cause: error }), refusedLoginId };
  }
  const refusal = new AppError(
    "upstream_error",
    `${connection.slug}: it asks for more permission${named}, which signing in does not bring.`,
    {
      sent,
      next: "Ask whoever runs the server what the account may do there.",
      cause: error,
    },
  );
  return { error: refusal, refusedLoginId };
}

/** Nobody is asked for what they may not do: the one account for all is signed in by an owner or admin. */
function maySignIn({ actor }: Context, connection: ConnectionSnapshot): boolean {
  return (
    connection.accounts === "personal" || reachesRole(actor.role, accessOf("connection.manageAccounts").role)
  );
}

/**
 * Runs a call; where it lacks the caller's sign-in and the caller can be asked, waits for that (the call's own time stands
 * still meanwhile) and runs the same call again, once.
 */
export async function withSignIn<T>(
  context: Context,
  call: {
    connection: ConnectionSnapshot;
    signal: AbortSignal;
    ask: ((request: SignInQuestion) => OpenSignInQuestion | null) | undefined;
  },
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const need = await asSignInNeeded(context, call.connection, error);
    if (!need) throw error;
    const { error: needed, refusedLoginId } = need;
    const url = needed.details?.signInUrl;
    const { slug, name } = call.connection;
    const open =
      typeof url === "string" && needed.code === "needs_sign_in" && maySignIn(context, call.connection)
        ? call.ask?.({ connection: slug, name, message: needed.message, url })
        : null;
    if (!open) throw needed;
    const isSignedIn = await withSpan(context, { name: "wait_for_sign_in" }, (own) =>
      waitFor(own, { ...call, refusedLoginId }, open),
    );
    open.close({ isSignedIn });
    if (!isSignedIn) throw needed;
    try {
      return await attempt();
    } catch (again) {
      throw (await asSignInNeeded(context, call.connection, again))?.error ?? again;
    }
  }
}

async function waitFor(
  context: Context,
  {
    connection,
    signal,
    refusedLoginId,
  }: { connection: ConnectionSnapshot; signal: AbortSignal } & Pick<SignInNeed, "refusedLoginId">,
  open: OpenSignInQuestion,
): Promise<boolean> {
  const { services, actor } = context;
  const declined = new AbortController();
  open.declined.then(
    () => declined.abort(),
    () => declined.abort(),
  );
  const isSignedIn = await awaitSignIn(
    services,
    { organizationId: actor.organizationId, connection, ownerId: actor.userId, refusedLoginId },
    AbortSignal.any([signal, declined.signal, AbortSignal.timeout(waitMs)]),
  );
  if (signal.aborted) {
    open.close({ isSignedIn: false });
    throw new AppError("cancelled", "The call was cancelled while it waited for a sign-in.", { sent: false });
  }
  return isSignedIn;
}
