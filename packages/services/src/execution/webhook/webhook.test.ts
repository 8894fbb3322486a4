import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { AppError } from "@patchops/contract";
import { expect, onTestFinished, test } from "vitest";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { auditActions, testMember, testPerson } from "../../testing/people.ts";
import { rotateWebhookSecret, webhookSecret } from "../../webhook/index.ts";
import { getExecution, startExecution } from "../index.ts";
import { deliverWebhook } from "./index.ts";

const { services, sentJobs } = await openLiveServices();

/** A receiver that answers with these statuses, one after the other, the last for ever. */
async function receiver(...statuses: number[]) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ended`, received };
}

/** What the workers do until no job is left, whatever time each should wait. */
async function work(): Promise<number> {
  let count = 0;
  for (let job = sentJobs.shift(); job !== undefined; job = sentJobs.shift()) {
    if (job.name !== "run-webhook") continue;
    count += 1;
    await deliverWebhook(services, job.data);
    // A queue delivers at least once.
    await deliverWebhook(services, job.data);
  }
  return count;
}

/** As a receiver checks it (Standard Webhooks 1.0). */
function isSignedWith(
  secret: string,
  { headers, body }: { headers: IncomingHttpHeaders; body: string },
): boolean {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return String(headers["webhook-signature"]).split(" ").includes(expected);
}

test("the end of a run is told once, signed; a new secret signs beside the one before", async () => {
  const owner = await testPerson(services, "hooked");
  const { url, received } = await receiver(204);
  const first = await rotateWebhookSecret(owner.context);
  const run = async (code: string) => {
    const { executionId, finished } = await startExecution(owner.context, { code, webhook: url });
    await finished;
    return executionId;
  };
  const executionId = await run("return { sum: 5 }");
  expect(await getExecution(owner.context, { executionId })).toMatchObject({
    webhook: { url, status: "waiting", attempts: 0 },
  });
  expect(await work()).toBe(1);
  expect(await getExecution(owner.context, { executionId })).toMatchObject({
    webhook: { url, status: "delivered", attempts: 1, httpStatus: 204, error: null, nextAt: null },
  });
  expect(received).toHaveLength(1);
  const [told] = received;
  if (!told) throw new Error("nothing was told");
  expect(JSON.parse(told.body)).toMatchObject({
    type: "execution.finished",
    data: { executionId, status: "succeeded", result: { sum: 5 }, isResultLeftOut: false, error: null },
  });
  expect(told.headers["webhook-id"]).toBe(executionId);
  expect(isSignedWith(first.secret, told)).toBe(true);
  const second = await rotateWebhookSecret(owner.context);
  expect(await webhookSecret(owner.context)).toEqual({
    createdAt: expect.any(String),
    previousUntil: expect.any(String),
  });
  await run('return "x".repeat(100_000)');
  await work();
  const later = received[1];
  if (!later) throw new Error("the second was not told");
  expect(JSON.parse(later.body).data).toMatchObject({ isResultLeftOut: true });
  expect(JSON.parse(later.body).data).not.toHaveProperty("result");
  for (const { secret } of [first, second]) expect(isSignedWith(secret, later)).toBe(true);
  expect(JSON.stringify(later)).not.toContain(second.secret);
  expect(await auditActions(services, owner.organizationId)).toContain("webhook.rotate_secret");
});

test.each([
  {
    what: "fails twice and then works",
    statuses: [500, 503, 200],
    attempts: 3,
    status: "delivered",
    error: null,
  },
  { what: "never works", statuses: [500], attempts: 7, status: "failed", error: "It answered 500." },
  { what: "is gone", statuses: [410], attempts: 1, status: "failed", error: "It answered 410." },
])("a webhook that $what ends as $status after $attempts attempts", async ({ statuses, ...expected }) => {
  const owner = await testPerson(services, `hook${expected.attempts}`);
  await rotateWebhookSecret(owner.context);
  const { url, received } = await receiver(...statuses);
  const { executionId, finished } = await startExecution(owner.context, {
    code: "throw new Error('no')",
    webhook: url,
  });
  await finished;
  expect(await work()).toBe(expected.attempts);
  const { webhook } = await getExecution(owner.context, { executionId });
  expect(webhook).toMatchObject({
    status: expected.status,
    attempts: expected.attempts,
    error: expected.error,
    nextAt: null,
  });
  expect(received).toHaveLength(expected.attempts);
  expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ data: { status: "failed" } });
});

test("no run starts whose webhook could not be signed, or may not be reached", async () => {
  const owner = await testPerson(services, "unsigned");
  const member = await testMember(services, owner, "bystander", "member");
  const refused = (webhook: string) => startExecution(owner.context, { code: "return 1", webhook });
  await expect(refused("https://example.com/x")).rejects.toMatchObject({
    code: "invalid_input",
    next: expect.stringContaining("Settings"),
  });
  await expect(rotateWebhookSecret(member.context)).rejects.toMatchObject({ code: "forbidden" });
  await rotateWebhookSecret(owner.context);
  const closed = refused("http://10.0.0.1/x");
  // What is no error of ours is told by no face.
  await expect(closed).rejects.toBeInstanceOf(AppError);
  await expect(closed).rejects.toMatchObject({ code: "private_address", details: { field: "webhook" } });
  await expect(refused("file:///etc/passwd")).rejects.toThrow("http(s)");
});
