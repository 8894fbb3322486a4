import { type Actor, listenForRevocations, type Services } from "@patchops/services";
import type { GatewayRequest } from "./gateway-request.ts";
import { SenderBarred } from "./sender-barred.ts";

/** A request under way, and who sent it. */
interface Watched {
  actor: Actor;
  isCurrent: GatewayRequest["isCurrent"];
  call: { abort(reason: Error): void };
}

/** Ends requests under way whose key or app was revoked or has expired, whose person was suspended or has left, or whose organization was frozen. */
export interface SenderWatch {
  /** Runs it, and watches for its sender until it has ended. */
  during<T>(watched: Watched, run: () => Promise<T>): Promise<T>;
  close(): void;
}

/** A request ends that soon after its sender lost the right to act, also when no notification arrives (S26 allows 5 s). */
const checkMs = 1_500;

export function openSenderWatch(services: Services): SenderWatch {
  // A list, not a Set: whose old tables keep what is made after them (CONTRIBUTING.md).
  const underWay: Watched[] = [];
  let isChecking = false;

  async function check(concerned: readonly Watched[]): Promise<void> {
    await Promise.all(
      concerned.map(async ({ isCurrent, call }) => {
        // A database that is away takes nobody's right to act.
        if (!(await isCurrent().catch(() => true))) call.abort(new SenderBarred());
      }),
    );
  }

  const timer = setInterval(() => {
    if (isChecking || underWay.length === 0) return;
    isChecking = true;
    void check([...underWay]).finally(() => {
      isChecking = false;
    });
  }, checkMs);
  timer.unref();

  const listening = listenForRevocations(services, (id) => {
    // After all who listen: what this node remembers of the key or app is forgotten by then.
    setImmediate(() => {
      void check(
        underWay.filter(({ actor }) =>
          [actor.apiKeyId, actor.oauthGrantId, actor.userId, actor.organizationId].includes(id),
        ),
      );
    });
  }).catch((error: unknown) => {
    services.log.warn({ err: error }, "Requests of revoked keys end some seconds later here");
    return undefined;
  });

  return {
    async during(watched, run) {
      underWay.push(watched);
      try {
        return await run();
      } finally {
        underWay.splice(underWay.indexOf(watched), 1);
      }
    },
    close() {
      clearInterval(timer);
      // Nobody waits for a database that may be gone already.
      void listening.then((stop) => stop?.()).catch(() => undefined);
    },
  };
}
