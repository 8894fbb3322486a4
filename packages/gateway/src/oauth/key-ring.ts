import { readSigningKeys, type Services, type SigningKeys, signingKeyChannel } from "@patchops/services";
import { importJWK } from "jose";

type PublicKey = Awaited<ReturnType<typeof importJWK>>;

/** The signing keys as this node knows them. */
export interface KeyRing {
  /** The keys now; not older than a minute, and read anew when one was made. */
  keys(): Promise<SigningKeys>;
  /** The public key of that id, also of one that was made a moment ago on another node; null when there is none. */
  find(kid: string): Promise<PublicKey | null>;
  close(): Promise<void>;
}

const knownForMs = 60_000;
/** Tokens with invented key ids make nobody read more often. */
const askAgainAfterMs = 1_000;

export function openKeyRing(services: Services): KeyRing {
  const { database, log } = services;
  let known: { keys: SigningKeys; publicKeys: Map<string, PublicKey>; readAtMs: number } | undefined;
  let reading: Promise<NonNullable<typeof known>> | undefined;

  const listening = database
    .listen(signingKeyChannel, () => {
      if (known) known.readAtMs = Number.NEGATIVE_INFINITY;
    })
    .catch((error: unknown) => {
      log.warn(
        { err: error },
        "No notifications about signing keys; new ones are known within a minute here",
      );
      return undefined;
    });

  async function readNow() {
    const readAtMs = performance.now();
    const keys = await readSigningKeys(services);
    const publicKeys = new Map<string, PublicKey>();
    for (const jwk of keys.published) publicKeys.set(jwk.kid, await importJWK(jwk, "ES256"));
    known = { keys, publicKeys, readAtMs };
    return known;
  }

  function read() {
    reading ??= readNow().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function current() {
    if (known && performance.now() - known.readAtMs < knownForMs) return known;
    // Tokens that are known already go on while the database is away.
    return read().catch((error: unknown) => {
      if (known) return known;
      throw error;
    });
  }

  return {
    keys: async () => (await current()).keys,
    async find(kid) {
      const { publicKeys, readAtMs } = await current();
      const found = publicKeys.get(kid);
      if (found || performance.now() - readAtMs < askAgainAfterMs) return found ?? null;
      return (await read()).publicKeys.get(kid) ?? null;
    },
    async close() {
      await (await listening)?.();
    },
  };
}
