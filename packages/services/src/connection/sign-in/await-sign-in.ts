import type { Services } from "../../context.ts";
import type { ConnectionSnapshot } from "../snapshot.ts";
import { loginPlace } from "./login-place.ts";

const pollMs = 2_000;

/**
 * Waits until somebody has signed in: resolves true with a login that stands and is not the one that would not do (which may be
 * there already), false when the signal says that nobody waits any longer. On whichever node the sign-in ends.
 */
export async function awaitSignIn(
  services: Services,
  call: {
    organizationId: string;
    connection: ConnectionSnapshot;
    ownerId: string;
    refusedLoginId: string | null;
  },
  signal: AbortSignal,
): Promise<boolean> {
  const place = loginPlace(call.organizationId, call.connection, call.ownerId);
  const isThere = async (isFresh: boolean) => {
    const login = await services.logins.get(place, { isFresh }).catch(() => null);
    return login !== null && login.lostAt === null && login.id !== call.refusedLoginId;
  };
  return new Promise((resolve) => {
    const stop = services.logins.onChange(place, () => void look(false));
    // A notification may be lost.
    const timer = setInterval(() => void look(true), pollMs);
    const end = (isSignedIn: boolean) => {
      stop();
      clearInterval(timer);
      signal.removeEventListener("abort", giveUp);
      resolve(isSignedIn);
    };
    const giveUp = () => end(false);
    async function look(isFresh: boolean): Promise<void> {
      if (await isThere(isFresh)) end(true);
    }
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    else void look(true);
  });
}
