import { randomBytes } from "node:crypto";
import { encodeBase62 } from "./base62.ts";

/** A random secret in base62; 32 bytes become 43 characters. */
export function createToken(sizeBytes = 32): string {
  return encodeBase62(randomBytes(sizeBytes));
}
