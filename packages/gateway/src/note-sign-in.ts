import {
  type Context,
  type OpenSignInQuestion,
  recordSessionEvent,
  type SignInQuestion,
} from "@patchops/services";

/** Writes in the session's record how long a call waited for a person to sign in, and what came of it. */
export function noteSignIn(
  context: Context,
  promptSessionId: string | undefined,
  { question, asked }: { question: SignInQuestion; asked: OpenSignInQuestion },
): OpenSignInQuestion {
  if (promptSessionId === undefined) return asked;
  const startedMs = Date.now();
  const from = performance.now();
  return {
    ...asked,
    close(end) {
      recordSessionEvent(context, {
        ...{ promptSessionId, kind: "sign_in", subject: question.name, startedMs },
        outcome: end.isSignedIn ? "signed_in" : "not_signed_in",
        totalMs: performance.now() - from,
      });
      asked.close(end);
    },
  };
}
