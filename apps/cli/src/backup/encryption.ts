import { PatchOpsError } from "@patchops/sdk";

// Loaded when a passphrase is used: its cryptography would make every other command start a quarter later.
const age = () => import("age-encryption");

/**
 * A backup with a passphrase is an age file (https://age-encryption.org/v1): scrypt for the key, ChaCha20-Poly1305 in
 * pieces, so that it streams, a changed or missing piece is noticed, and the `age` command opens it too.
 */
export function isEncrypted(start: Uint8Array): boolean {
  return Buffer.from(start).toString("latin1").startsWith("age-encryption.org/");
}

export async function encrypt(
  plain: ReadableStream<Uint8Array>,
  passphrase: string,
): Promise<ReadableStream<Uint8Array>> {
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(plain);
}

/** Whether a secret is the key of a recipient (`age-keygen`) rather than a passphrase. */
const identityIn = (secret: string) => /^AGE-SECRET-KEY-1[0-9A-Z]+$/m.exec(secret)?.[0];

/**
 * Opens with a passphrase, or with the content of a key file of age. Throws `invalid_input` for another one. A damaged piece fails
 * the stream.
 */
export async function decrypt(
  sealed: ReadableStream<Uint8Array>,
  secret: string,
): Promise<ReadableStream<Uint8Array>> {
  const { Decrypter } = await age();
  const decrypter = new Decrypter();
  const identity = identityIn(secret);
  if (identity === undefined) decrypter.addPassphrase(secret);
  else decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(sealed);
  } catch (cause) {
    const isOther = cause instanceof Error && /no identity matched/.test(cause.message);
    throw new PatchOpsError(
      "invalid_input",
      isOther
        ? `The ${identity === undefined ? "passphrase" : "key"} does not open this backup.`
        : "The file is damaged or cut short.",
      { sent: false, cause },
    );
  }
}
