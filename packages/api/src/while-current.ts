import type { ApiContext } from "./trpc.ts";
import { watchSender } from "./watch-sender.ts";

/** A subscription's values for as long as its sender's key or login stands (S19, S26). Ends with what bars the sender then. */
export async function* whileCurrent<T>(
  ctx: ApiContext,
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const sender = watchSender(ctx, "read", signal);
  try {
    yield* open(sender.signal);
  } finally {
    sender.close();
  }
  sender.throwIfBarred();
}
