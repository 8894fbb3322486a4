import { AppError } from "@patchops/contract";
import { type ApiContext, errorAnswer } from "./trpc.ts";

const checkMs = 3_000;

/**
 * A subscription's values for as long as its sender's key or login stands: looked at every 3 s (S19, S26). Ends with
 * `unauthenticated` when it does not.
 */
export async function* whileCurrent<T>(
  ctx: ApiContext,
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const ending = new AbortController();
  const timer = setInterval(() => {
    // A database that does not answer says nothing about the sender.
    const checked = ctx.isCurrent().catch(() => true);
    void checked.then((isCurrent) => isCurrent || ending.abort());
  }, checkMs);
  try {
    yield* open(signal ? AbortSignal.any([signal, ending.signal]) : ending.signal);
  } finally {
    clearInterval(timer);
  }
  if (ending.signal.aborted) {
    throw errorAnswer(new AppError("unauthenticated", "The key or login that opened this stream has ended."));
  }
}
