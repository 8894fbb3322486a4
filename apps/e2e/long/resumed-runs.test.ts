import { createClient } from "@patchops/sdk";
import { type McpFixture, startMcpFixture } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeWindows, openBrowser, openWindow } from "../src/browser.ts";
import { logIn } from "../src/log-in.ts";
import { shows } from "../src/scene.ts";
import { type Instance, startInstance } from "../src/start-instance.ts";

const made: string[] = [];
const instances: Instance[] = [];
let fixture: McpFixture;
/** Whether calls of slow tools are answered. */
let isSlow = true;

const tool = (name: string, annotations: Record<string, boolean> = {}) => ({
  name,
  annotations,
  call: ({ n }: Record<string, unknown>) => {
    made.push(name);
    const answer = { content: [], structuredContent: { n } };
    return isSlow && name.startsWith("slow") ? new Promise<typeof answer>(() => undefined) : answer;
  },
});

beforeAll(async () => {
  fixture = await startMcpFixture({
    tools: [
      tool("read", { readOnlyHint: true }),
      tool("mail"),
      tool("slow_read", { readOnlyHint: true }),
      tool("slow_pay"),
    ],
  });
});
afterAll(async () => {
  for (const instance of instances.reverse()) await instance.dispose();
  await fixture.close();
});

it("after kill -9 programs go on where they were; what may not be repeated is left to a person", async () => {
  const first = await startInstance();
  instances.push(first);
  const { apiKey } = await first.setUp();
  await first.cli(["connections", "add", fixture.url, "--name", "shop"], { apiKey });
  const before = createClient({ url: first.url, apiKey });
  await before.policy.set.mutate({ action: "ask", tool: "shop_mail" });
  const begin = async (last: string, more: { repeatCalls?: boolean } = {}) => {
    const code = `
      const { n } = await tools.shop.read({ n: 1 });
      const id = crypto.randomUUID();
      console.log("before", id);
      const answer = await tools.shop.${last}({ n: n + 1 });
      console.log("after", id);
      return { id, answer };`;
    return (await before.execution.start.mutate({ code, ...more })).executionId;
  };
  const waits = await begin("mail");
  const reads = await begin("slow_read");
  const pays = await begin("slow_pay");
  const paysAgain = await begin("slow_pay", { repeatCalls: true });
  const gaveUp = await begin("slow_pay");
  await expect.poll(async () => (await before.executions.get(waits)).status).toBe("awaiting_approval");
  await expect.poll(() => made.filter((name) => name.startsWith("slow")).length, { timeout: 20_000 }).toBe(4);
  // Until what was logged of them is stored as well: it is written behind the runs.
  const texts = async (id: string) => (await before.executions.get(id)).logs.map(({ text }) => text);
  const said = await Promise.all([waits, reads, pays, paysAgain].map(texts));
  await new Promise((resolve) => setTimeout(resolve, 400));
  await first.end("SIGKILL");
  isSlow = false;
  made.length = 0;

  const second = await startInstance({ dataDir: first.dataDir });
  instances.push(second);
  const client = createClient({ url: second.url, apiKey });
  const ended = async (id: string) => {
    await expect
      .poll(async () => (await client.executions.get(id)).finishedAt, { timeout: 30_000 })
      .not.toBeNull();
    return client.executions.get(id);
  };
  const expectSame = (execution: Awaited<ReturnType<typeof ended>>, earlier: string[] | undefined) => {
    const id = earlier?.[0]?.slice("before ".length);
    expect(execution).toMatchObject({ status: "succeeded", result: { id, answer: { n: 2 } } });
    expect(execution.logs.map(({ text }) => text)).toEqual([`before ${id}`, `after ${id}`]);
  };
  expectSame(await ended(reads), said[1]);
  expectSame(await ended(paysAgain), said[3]);
  // Nobody knows whether these took effect.
  const undecided = await client.executions.get(pays);
  expect(undecided).toMatchObject({ status: "needs_decision", error: { code: "needs_decision" } });
  expect(undecided.error?.message).toContain("tools.shop.slow_pay");
  expect(made).not.toContain("mail");
  expect(made.toSorted()).toEqual(["slow_pay", "slow_read"]);
  const browser = await openBrowser();
  const { page, complaints } = await openWindow(browser, second.url);
  await logIn(page);
  const state = page.getByRole("status", { name: "State of the run" });
  await page.goto(`/playground?execution=${pays}`);
  await shows(state.getByText("Needs a decision"));
  const end = page.getByRole("region", { name: "How it ended" });
  await shows(end.getByText("tools.shop.slow_pay"));
  await shows(end.getByRole("button", { name: "Give up" }));
  await end.getByRole("button", { name: "Send it again and go on" }).click();
  await shows(state.getByText("Succeeded"));
  expectSame(await ended(pays), said[2]);
  await page.getByRole("button", { name: "Replay" }).click();
  await shows(page.getByText("The replay ended as the run did."));
  expect(complaints.all).toEqual([]);
  await closeWindows(browser);
  expect((await second.cli(["executions", "decide", gaveUp, "give-up"], { apiKey })).code).toBe(0);
  expect(await ended(gaveUp)).toMatchObject({ status: "interrupted" });
  expect((await second.cli(["executions", "decide", gaveUp, "repeat"], { apiKey })).code).toBe(1);
  // This one waits for its person as before.
  await expect.poll(async () => (await client.executions.get(waits)).status).toBe("awaiting_approval");
  const [question, ...others] = await client.approval.list.query({ isPending: true });
  expect(others).toEqual([]);
  await client.approval.decide.mutate({ id: question?.id ?? "", decision: "approve" });
  expectSame(await ended(waits), said[0]);
  expect(made.toSorted()).toEqual(["mail", "slow_pay", "slow_pay", "slow_read"]);
  const replay = await second.cli(["executions", "replay", waits, "--json"], { apiKey });
  expect(JSON.parse(replay.stdout)).toMatchObject({ isReplay: true, isSame: true, status: "succeeded" });
});
