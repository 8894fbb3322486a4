import { createCipheriv, createDecipheriv, randomBytes, randomUUIDv7 } from "node:crypto";
import { deriveSecret, type MasterKey } from "./master-key.ts";
import { VaultError } from "./vault-error.ts";

/** A data key as its row holds it: useless without the master key. */
export interface DataKey {
  /** UUID. */
  id: string;
  wrapped: string;
  masterKeyId: string;
}

/** Where a sealed text stands. It opens nowhere else. */
export interface SealPlace {
  organizationId: string;
  /** The row's id. */
  row: string;
  /** The column. */
  field: string;
}

export interface Vault {
  /** A new data key, wrapped by the current master key; random, or of the given 32 bytes. */
  createDataKey(key?: Buffer): DataKey;
  /** The same data key wrapped by the current master key: what it sealed still opens. Throws like `seal`. */
  rewrap(dataKey: DataKey): DataKey;
  /** A secret of its own for one purpose, which outlives a change of the master key. Throws like `seal`. */
  deriveSecret(dataKey: DataKey, purpose: string): string;
  /** Seals a text for one place. Throws `VaultError` `master_key_unknown` or `sealed_text_corrupt` (of the data key). */
  seal(dataKey: DataKey, plaintext: string, place: SealPlace): string;
  /** Opens what was sealed with this data key for this place. Throws `VaultError` like `seal`. */
  open(dataKey: DataKey, sealed: string, place: SealPlace): string;
  /** Seals for the same place with another data key. Throws like `seal`. */
  reseal(from: DataKey, to: DataKey, sealed: { text: string; place: SealPlace }): string;
  /** The id of the data key that a text was sealed with, for the look-up of its row. Throws `sealed_text_corrupt`. */
  dataKeyIdOf(sealed: string): string;
}

const maxCachedKeys = 1_000;
const version = 1;
const idEnd = 1 + 16;
const nonceEnd = idEnd + 12;
const tagBytes = 16;

/**
 * Envelope encryption at rest: a master key wraps the organizations' data keys, those seal texts with AES-256-GCM
 * (NIST SP 800-38D; random 96-bit nonce). Sealed: base64url of version, data key id, nonce, ciphertext, tag.
 * Old master keys stay in `masterKeys` for as long as they wrap something. Both are read anew at each use.
 */
export function openVault(options: { masterKeys: readonly MasterKey[]; current: MasterKey }): Vault {
  const unwrapped = new Map<string, Buffer>();

  function unwrap({ id, wrapped, masterKeyId }: DataKey): Buffer {
    const name = `${id} ${wrapped}`;
    const known = unwrapped.get(name);
    if (known !== undefined) return known;
    const { masterKeys, current } = options;
    const masterKey = [current, ...masterKeys].find((known) => known.id === masterKeyId);
    if (masterKey === undefined) {
      throw new VaultError(
        "master_key_unknown",
        `This instance lacks the master key ${masterKeyId}, with which its stored secrets were encrypted.\nStart it with the key file or PATCHOPS_MASTER_KEY that it had before.`,
      );
    }
    const key = decrypt(masterKey.key, id, wrapped, wrapAad(id, masterKeyId));
    const oldest = unwrapped.size < maxCachedKeys ? undefined : unwrapped.keys().next().value;
    if (oldest !== undefined) unwrapped.delete(oldest);
    unwrapped.set(name, key);
    return key;
  }

  function wrap(id: string, key: Buffer): DataKey {
    const { current } = options;
    return { id, wrapped: encrypt(current.key, id, key, wrapAad(id, current.id)), masterKeyId: current.id };
  }

  return {
    createDataKey: (key = randomBytes(32)) => wrap(randomUUIDv7(), key),
    rewrap: (dataKey) => wrap(dataKey.id, unwrap(dataKey)),
    deriveSecret: (dataKey, purpose) => deriveSecret({ key: unwrap(dataKey) }, purpose),
    seal(dataKey, plaintext, place) {
      return encrypt(unwrap(dataKey), dataKey.id, Buffer.from(plaintext), placeAad(dataKey, place));
    },
    open(dataKey, sealed, place) {
      return decrypt(unwrap(dataKey), dataKey.id, sealed, placeAad(dataKey, place)).toString();
    },
    reseal(from, to, { text, place }) {
      const plain = decrypt(unwrap(from), from.id, text, placeAad(from, place));
      return encrypt(unwrap(to), to.id, plain, placeAad(to, place));
    },
    dataKeyIdOf(sealed) {
      const hex = parse(sealed).subarray(1, idEnd).toString("hex");
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
  };
}

function encrypt(key: Buffer, keyId: string, plain: Buffer, aad: string): string {
  const nonce = randomBytes(nonceEnd - idEnd);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(aad));
  return Buffer.concat([
    Buffer.from([version]),
    idBytes(keyId),
    nonce,
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString("base64url");
}

function decrypt(key: Buffer, keyId: string, sealed: string, aad: string): Buffer {
  const bytes = parse(sealed);
  if (!bytes.subarray(1, idEnd).equals(idBytes(keyId))) throw corrupt();
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(idEnd, nonceEnd), {
    authTagLength: tagBytes,
  })
    .setAAD(Buffer.from(aad))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceEnd, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw corrupt(cause);
  }
}

function parse(sealed: string): Buffer {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes[0] !== version || bytes.length < nonceEnd + tagBytes) throw corrupt();
  return bytes;
}

function corrupt(cause?: unknown): VaultError {
  return new VaultError("sealed_text_corrupt", "A stored secret does not open.", { cause });
}

/** JSON, so that no two places have the same text. */
function placeAad(dataKey: DataKey, { organizationId, row, field }: SealPlace): string {
  return JSON.stringify([organizationId, row, field, dataKey.id]);
}

function wrapAad(id: string, masterKeyId: string): string {
  return JSON.stringify(["data key", id, masterKeyId]);
}

function idBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}
