import { Readable } from "node:stream";

/** Encrypts in the format of age (https://age-encryption.org/v1) for who has the key of this recipient, `age1…`. */
export async function encryptFor(recipient: string, content: Readable): Promise<AsyncIterable<Uint8Array>> {
  // Loaded when a backup is made: its cryptography would have every server start later.
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(Readable.toWeb(content) as ReadableStream<Uint8Array>);
}
