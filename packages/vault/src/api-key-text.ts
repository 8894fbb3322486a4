import { crc32 } from "node:zlib";
import { decodeBase62, encodeBase62 } from "./base62.ts";
import { createToken } from "./create-token.ts";

/** What a key opens: the API and `/mcp` (`po`), or an organization's SCIM endpoint (`ps`). */
export type KeyKind = "po" | "ps";

/** The parts of `<kind>_<organization>_<id>_<secret><checksum>`. */
export interface ApiKeyParts {
  /** UUID. */
  organizationId: string;
  /** UUID. */
  id: string;
  /** 43 base62 characters, 256 random bits. */
  secret: string;
  /** The whole key up to its secret: names it, is useless to log in with. */
  prefix: string;
}

const shape = /^((p[os])_([0-9A-Za-z]{22})_([0-9A-Za-z]{22}))_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

const prefixShape = /^po_([0-9A-Za-z]{22})_([0-9A-Za-z]{22})(?:_[0-9A-Za-z]*)?$/;

/**
 * A new API key. Organization and id are the UUIDs' 16 bytes in base62 (22 characters each); the checksum is the CRC-32 of
 * all before it (6 characters), so that secret scanners know a real key and a mistyped one is refused without a look-up.
 */
export function createApiKeyText(
  organizationId: string,
  id: string,
  kind: KeyKind = "po",
): ApiKeyParts & { text: string } {
  const prefix = `${kind}_${encodeUuid(organizationId)}_${encodeUuid(id)}`;
  const secret = createToken(32);
  const body = `${prefix}_${secret}`;
  return { organizationId, id, secret, prefix, text: body + checksum(body) };
}

/** The parts of a key's text, or null when it is none of its kind (wrong shape or checksum). */
export function parseApiKeyText(text: string, kind: KeyKind = "po"): ApiKeyParts | null {
  const match = shape.exec(text);
  if (match === null || match[2] !== kind) return null;
  const [, prefix = "", , organization = "", key = "", secret = "", sum = ""] = match;
  if (checksum(`${prefix}_${secret}`) !== sum) return null;
  const organizationId = decodeUuid(organization);
  const id = decodeUuid(key);
  return organizationId === null || id === null ? null : { organizationId, id, secret, prefix };
}

/** Which key a text begins, whole or by its prefix alone; null for what is no beginning of one. Says nothing of its secret. */
export function parseApiKeyPrefix(text: string): { organizationId: string; id: string } | null {
  const match = prefixShape.exec(text);
  const organizationId = decodeUuid(match?.[1] ?? "");
  const id = decodeUuid(match?.[2] ?? "");
  return organizationId === null || id === null ? null : { organizationId, id };
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return encodeBase62(bytes);
}

function encodeUuid(uuid: string): string {
  return encodeBase62(Buffer.from(uuid.replaceAll("-", ""), "hex"));
}

function decodeUuid(text: string): string | null {
  const hex = decodeBase62(text, 16)?.toString("hex");
  if (hex === undefined) return null;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
