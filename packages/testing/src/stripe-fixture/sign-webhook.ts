import { createHmac } from "node:crypto";

export interface SignedWebhook {
  body: string;
  headers: { "content-type": string; "stripe-signature": string };
}

/** A webhook as Stripe signs it: HMAC-SHA256 over time and raw body, with the endpoint's secret. */
export function signWebhook(
  payload: object,
  secret: string,
  atSeconds = Math.floor(Date.now() / 1000),
): SignedWebhook {
  const body = JSON.stringify(payload, null, 2);
  const signature = createHmac("sha256", secret).update(`${atSeconds}.${body}`).digest("hex");
  return {
    body,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "stripe-signature": `t=${atSeconds},v1=${signature}`,
    },
  };
}
