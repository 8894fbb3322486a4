import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { createToken } from "./create-token.ts";
import { VaultError } from "./vault-error.ts";

/** 256 bits that all others hang on. Its id is a fingerprint: which key wrapped a data key can be told from the outside. */
export interface MasterKey {
  id: string;
  key: Buffer;
}

/** A master key from a setting: 32 bytes as hex, base64 or base64url. Throws `VaultError` `master_key_corrupt`. */
export function parseMasterKey(text: string): MasterKey {
  const trimmed = text.trim();
  const key = /^[0-9a-fA-F]{64}$/.test(trimmed)
    ? Buffer.from(trimmed, "hex")
    : /^[0-9A-Za-z+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, "base64url")
      : null;
  if (key === null || key.length !== 32) {
    throw new VaultError("master_key_corrupt", "The master key is not 32 bytes as hex or base64.");
  }
  return {
    id: createHash("sha256").update("patchops master key ").update(key).digest("hex").slice(0, 16),
    key,
  };
}

/** The master key in a file; null when there is none. Throws `VaultError` `master_key_corrupt` when it holds something else. */
export async function readMasterKey(path: string): Promise<MasterKey | null> {
  const existing = await readIfThere(path);
  return existing === null ? null : parseFile(path, existing);
}

/** The same, made on first use (mode 0600); of two processes that start at once, both get the same one. */
export async function readOrCreateMasterKey(path: string): Promise<MasterKey> {
  const existing = await readMasterKey(path);
  if (existing !== null) return existing;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${createToken(8)}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString("base64")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // A link appears whole or not at all, and never over another's file.
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await unlink(draft);
  }
  return parseFile(path, await readFile(path, "utf8"));
}

/** A key of its own for one purpose (HKDF-SHA256, RFC 5869): 32 bytes, the same at every call. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", `patchops ${purpose}`, 32));
}

/** The same as a text: 43 base64url characters. */
export function deriveSecret(source: { key: Buffer }, purpose: string): string {
  return deriveKey(source.key, purpose).toString("base64url");
}

async function parseFile(path: string, text: string): Promise<MasterKey> {
  await chmod(path, 0o600);
  try {
    return parseMasterKey(text);
  } catch (cause) {
    throw new VaultError(
      "master_key_corrupt",
      `The master key in ${path} is damaged.\nRestore that file from a backup, or give the key with PATCHOPS_MASTER_KEY.`,
      { cause },
    );
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
