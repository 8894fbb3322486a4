import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/**
 * What Postgres stores of a password (RFC 5803, RFC 7677). Sent in its place, so that the password itself never stands
 * in a statement, which the server's log would keep when the statement fails.
 */
export function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
