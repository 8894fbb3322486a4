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

/** Throws `invalid_input` for another passphrase. A damaged piece fails the stream. */
export async function decrypt(
  sealed: ReadableStream<Uint8Array>,
  passphrase: string,
): Promise<ReadableStream<Uint8Array>> {
  const { Decrypter } = await age();
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(sealed);
  } catch (cause) {
    const isOther = cause instanceof Error && /no identity matched/.test(cause.message);
    throw new PatchOpsError(
      "invalid_input",
      isOther ? "The passphrase does not open this backup." : "The file is damaged or cut short.",
      { sent: false, cause },
    );
  }
}
