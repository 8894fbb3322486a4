import { hash } from "node:crypto";

/** Lower-case hex SHA-256 of a token: what is stored of it. Tokens are random, so a slow hash would add nothing. */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}
