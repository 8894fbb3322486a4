import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@patchops/sdk";
import { type StripeStandIn, startStripeStandIn } from "@patchops/testing";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { axeViolations } from "./browser.ts";
import { connectClient } from "./connect-client.ts";
import { follow } from "./follow.ts";
import { lookAt } from "./look-at.ts";
import { shows } from "./scene.ts";
import { openSignedInScene, type SignedInScene } from "./signed-in-scene.ts";

const webhookSecret = "whsec_of_the_scene";
const [included, called] = [5, 45];

let stripe: StripeStandIn;
let scene: SignedInScene;
let organizationId: string;

async function openOperator() {
  const { dataDir } = scene.instance;
  const token = (await readFile(join(dataDir, "operator-token"), "utf8")).trim();
  const { url } = JSON.parse(await readFile(join(dataDir, "server.json"), "utf8"));
  return createClient({ url, headers: { "x-patchops-operator": token } }).operator;
}

beforeAll(async () => {
  stripe = await startStripeStandIn();
  scene = await openSignedInScene({
    env: {
      PATCHOPS_DEFAULT_PLAN: "free",
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_BASE: stripe.url,
    },
  });
  stripe.webhooks.targets.push({
    url: `${scene.instance.url}/webhooks/stripe`,
    secret: webhookSecret,
    payload: "snapshot",
  });
  await (await openOperator()).stripeSync.mutate({});
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await scene.shoot(`failed ${task.name}`);
});
afterAll(async () => {
  await scene?.close();
  await stripe?.close();
});

it("one subscribes at Stripe's checkout, comes back on the plan, and lets calls go on beyond it up to a cap", async () => {
  const { page, apiKey, instance } = scene;
  await follow(page, "/billing");
  await page.getByRole("button", { name: "Choose Pro" }).click();
  await page.waitForURL(`${stripe.url}/pages/checkout/**`);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Subscribe" }).click();
  await shows(page.getByText("You are on Pro now. Thank you."));
  await shows(page.getByText(/^Your trial ends on /));
  await page.getByRole("button", { name: "Manage payment" }).click();
  await page.waitForURL(`${stripe.url}/pages/portal/**`);
  await page.getByRole("link", { name: "Return" }).click();
  await shows(page.getByText(/^Your trial ends on /));

  await shows(page.getByRole("switch", { name: "Let calls go on", disabled: true }));
  // Calls of a trial are free: it is ended at Stripe.
  const [subscription] = [...stripe.store.tables.subscription.values()];
  await fetch(`${stripe.url}/v1/subscriptions/${subscription?.id}`, {
    method: "POST",
    headers: { authorization: `Bearer ${stripe.secretKey}` },
    body: new URLSearchParams({ trial_end: "now" }),
  }).then((answer) => expect(answer.status).toBe(200));
  const client = createClient({ url: instance.url, apiKey });
  await expect
    .poll(async () => (await client.billing.state.query()).subscription?.status, { timeout: 30_000 })
    .toBe("active");
  organizationId = String(subscription?.metadata.patchops_organization);
  await (await openOperator()).setLimit.mutate({
    ...{ organizationId, field: "callsPerMonth", value: included },
    reason: "A month of few calls",
  });

  await follow(page, "/billing");
  await page.getByRole("switch", { name: "Let calls go on" }).click();
  await page.getByLabel("Spending cap a month, in dollars").fill("20");
  await page.getByRole("button", { name: "Save" }).click();
  await shows(page.getByText("Saved"));
  const mcp = await connectClient(`${instance.url}/mcp`, apiKey);
  for (let call = 0; call < called; call += 1) {
    const { isError } = await mcp.callTool({ name: "demo_list_orders", arguments: { limit: 1 } });
    expect(isError ?? false).toBe(false);
  }
  await mcp.close();
  await page.reload();
  await shows(page.getByText(`$0.02 so far, for ${called - included} calls`));
  await shows(page.getByText("calls go on up to $20, runs are refused"));
});

it("a greater plan is charged at once, with the calls before it; the invoice has its PDF, and its lines open the calls", async () => {
  const { page } = scene;
  await page.getByRole("button", { name: "Choose Team" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Choose Team" }).click();
  await shows(page.getByRole("heading", { name: /^Team plan/ }));
  const invoices = page.getByRole("region", { name: "Invoices" });
  const invoice = invoices.getByRole("listitem").filter({ hasText: "40 calls" }).first();
  // Charged with the change: not once more with the next invoice. The trial that was ended is paid for, not a draft.
  await shows(page.getByText("so far, for 0 calls"));
  expect(await invoices.getByText("draft").count()).toBe(0);
  await invoice.locator("summary").click();
  await lookAt(page, 0);
  await scene.shoot("billing-paid");
  const pdf = await invoice.getByRole("link", { name: /^PDF of / }).getAttribute("href");
  const answer = await fetch(String(pdf));
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  await invoice.getByRole("link", { name: /Pro/ }).first().click();
  await page.waitForURL((url) => url.pathname === "/activity");
  await shows(page.getByText("list_orders"));
});

it("a smaller plan waits for the end of what is paid, and holds then", async () => {
  const { page } = scene;
  await follow(page, "/billing");
  await page.getByRole("button", { name: "Choose Pro" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Choose Pro" }).click();
  await shows(page.getByText(/^On .* it becomes Pro, paid by month\.$/));
  await shows(page.getByRole("heading", { name: /^Team plan/ }));
  stripe.advance(32 * 86_400);
  const client = createClient({ url: scene.instance.url, apiKey: scene.apiKey });
  await expect.poll(async () => (await client.plan.current.query()).id, { timeout: 30_000 }).toBe("pro");
  await page.reload();
  await shows(page.getByRole("heading", { name: /^Pro plan/ }));
  expect(await page.getByText(/it becomes Pro/).count()).toBe(0);
});

it("usage that Stripe refuses waits for who operates the instance, who has it sent again", async () => {
  const { page, apiKey, instance } = scene;
  const mcp = await connectClient(`${instance.url}/mcp`, apiKey);
  await mcp.callTool({ name: "demo_list_orders", arguments: { limit: 1 } });
  await mcp.close();
  stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "status", status: 400, times: 1 });
  await createClient({ url: instance.url, apiKey }).billing.change.mutate({ plan: "team" });
  await follow(page, "/admin/revenue");
  const stuck = page.getByRole("region", { name: "Usage that is not billed" });
  await shows(stuck.getByText("refused"));
  await stuck.getByRole("button", { name: /^Send again/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
  await shows(stuck.getByText(/^None:/));
});
