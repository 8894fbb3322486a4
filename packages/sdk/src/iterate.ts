import type { Subscriber, Subscription } from "./routers.ts";

/** A subscription as an async iterable. Leaving the loop ends the subscription; its error is thrown in the loop. */
export async function* iterate<Value>(
  subscribe: (subscriber: Subscriber<Value>) => Subscription,
): AsyncGenerator<Value, void, undefined> {
  let subscription: Subscription | undefined;
  let isOpen = true;
  const stream = new ReadableStream<Value>({
    start(controller) {
      const end = (how: () => void) => {
        if (isOpen) how();
        isOpen = false;
      };
      subscription = subscribe({
        onData: (value) => {
          if (isOpen) controller.enqueue(value);
        },
        onError: (error) => end(() => controller.error(error)),
        onComplete: () => end(() => controller.close()),
      });
    },
  });
  const reader = stream.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    isOpen = false;
    subscription?.unsubscribe();
  }
}
