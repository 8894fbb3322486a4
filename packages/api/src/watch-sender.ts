import { type ApiContext, type Barrable, errorAnswer } from "./trpc.ts";

/** So soon something that is open ends after its sender lost the right to it (S26 allows 5 s). */
const checkMs = 3_000;

/** Who sent a request, looked at while it goes on. */
interface WatchedSender {
  /** Aborts with the request, and with what bars its sender as its reason. */
  signal: AbortSignal;
  /** Throws what bars the sender, if something does by now. */
  throwIfBarred(): void;
  close(): void;
}

/** Looks every 3 s whether the sender of a request may still do this, until `close`. */
export function watchSender(
  { barred }: Pick<ApiContext, "barred">,
  act: Barrable,
  signal: AbortSignal | undefined,
): WatchedSender {
  const ending = new AbortController();
  const timer = setInterval(() => {
    barred(act).then(
      (reason) => reason === null || ending.abort(reason),
      // A database that does not answer says nothing about the sender.
      () => undefined,
    );
  }, checkMs);
  return {
    signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal,
    throwIfBarred() {
      if (ending.signal.aborted) throw errorAnswer(ending.signal.reason);
    },
    close: () => clearInterval(timer),
  };
}
