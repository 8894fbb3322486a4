import { type StripeStandIn, signWebhook, startStripeStandIn } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/start-test-server.ts";

const secret = "whsec_of_the_test";
let stripe: StripeStandIn;
let server: TestServer;
let headers: Record<string, string>;

beforeAll(async () => {
  stripe = await startStripeStandIn();
  server = await startTestServer({
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_API_BASE: stripe.url,
    PATCHOPS_DEFAULT_PLAN: "free",
  });
  stripe.webhooks.targets.push({ url: `${server.url}/webhooks/stripe`, secret, payload: "snapshot" });
  headers = { authorization: `Bearer ${(await server.setUp("ann@example.com")).apiKey}` };
});
afterAll(async () => {
  await server.stop();
  await stripe.close();
});

const post = (body: string, signature?: string) =>
  server.ask("/webhooks/stripe", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(signature !== undefined && { "stripe-signature": signature }),
    },
    body,
  });

async function answerOf(path: string): Promise<unknown> {
  const { text } = await server.ask(`/trpc/${path}`, { headers });
  return JSON.parse(text).result.data;
}

it("a subscription that is paid at Stripe is here, by its webhook and a worker", async () => {
  const { operatorToken } = server;
  const synced = await server.mutate("operator.stripeSync", {}, { "x-patchops-operator": operatorToken });
  expect(synced.status).toBe(200);
  const checkout = await server.mutate("billing.checkout", { plan: "team", interval: "year" }, headers);
  const { url } = JSON.parse(checkout.text).result.data;
  stripe.payCheckout(url.split("/").at(-1));
  await expect.poll(() => answerOf("billing.state")).toMatchObject({ plan: "team", payment: "ok" });
  await stripe.webhooks.settle();
  expect(stripe.webhooks.answers.map(({ status }) => status)).not.toContain("error");
  expect(new Set(stripe.webhooks.answers.map(({ status }) => status))).toEqual(new Set([200]));
});

it("S37: what Stripe did not sign just now is answered with 400", async () => {
  const event = { id: "evt_1", object: "event", type: "invoice.paid", created: 1, data: { object: {} } };
  const seconds = Math.floor(Date.now() / 1_000);
  const { body, headers: signed } = signWebhook(event, secret, seconds);
  const statuses = [
    await post(body),
    await post(body.replace("invoice.paid", "invoice.sent"), signed["stripe-signature"]),
    await post(body, signWebhook(event, secret, seconds - 400).headers["stripe-signature"]),
    await post(body, signWebhook(event, secret, seconds + 400).headers["stripe-signature"]),
    await post(body, signWebhook(event, "whsec_other", seconds).headers["stripe-signature"]),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
  expect((await post(body, signed["stripe-signature"])).status).toBe(200);
});
