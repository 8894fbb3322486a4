import { createHmac } from "node:crypto";

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
  const { id, timestampSeconds, body } = message;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretPrefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestampSeconds}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestampSeconds),
    "webhook-signature": signatures.join(" "),
  };
}
