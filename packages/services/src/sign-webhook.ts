import { createHmac } from "node:crypto";
import { equalConstantTime } from "@patchops/vault";

/** A secret as receivers' libraries take it: `whsec_` and base64. */
export const secretPrefix = "whsec_";

/**
 * The headers of a message by Standard Webhooks 1.0: HMAC-SHA256 over id, time and body, one signature for each secret, so that
 * a receiver that has not got the newest yet still finds its own.
 */
export function signedHeaders(
  message: { id: string; timestampSeconds: number; body: string },
  secrets: readonly string[],
): Record<string, string> {
  const { id, timestampSeconds } = message;
  const signatures = secrets.map((secret) => signature(message, secret));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestampSeconds),
    "webhook-signature": signatures.join(" "),
  };
}

/** How far a message's time may be from ours, either way. */
const toleranceSeconds = 300;

/** Whether a message that came in is signed with the secret, and is no old or future one. */
export function isSignedBy(secret: string, headers: Headers, body: string): boolean {
  const id = headers.get("webhook-id") ?? "";
  const timestampSeconds = Number(headers.get("webhook-timestamp") ?? Number.NaN);
  if (id === "" || !(Math.abs(Date.now() / 1_000 - timestampSeconds) <= toleranceSeconds)) return false;
  const expected = signature({ id, timestampSeconds, body }, secret);
  return (headers.get("webhook-signature") ?? "")
    .split(" ")
    .some((given) => equalConstantTime(given, expected));
}

function signature(
  { id, timestampSeconds, body }: { id: string; timestampSeconds: number; body: string },
  secret: string,
): string {
  const key = Buffer.from(secret.slice(secretPrefix.length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestampSeconds}.${body}`).digest("base64")}`;
}
