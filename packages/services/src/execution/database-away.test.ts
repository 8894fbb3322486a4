import { type Database, openDatabase } from "@patchops/db";
import { testPasswords } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { collect } from "../testing/collect.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { withParts } from "../testing/open-test-services.ts";
import { testPerson } from "../testing/people.ts";
import { startProxy } from "../usage/test-proxy.ts";
import { cancelExecution, executionEvents, getExecution, startExecution } from "./index.ts";
import { createLiveRun } from "./live-run.ts";
import { keepLog } from "./log/keep-log.ts";

const { services, connectionString } = await openLiveServices();
const direct = new URL(connectionString);
const proxy = await startProxy({ host: direct.hostname, port: Number(direct.port) });
const proxied = new URL(connectionString);
proxied.hostname = "127.0.0.1";
proxied.port = String(proxy.port);
const database = await openDatabase({ connectionString: proxied.href, ...testPasswords });
// Hooks run last first: the database behind the proxy is dropped after this.
afterAll(async () => {
  proxy.mend();
  await database.close();
  await proxy.close();
});

test("a run whose database is away goes on, and its events and end are stored when it is back", async () => {
  const { context } = await testPerson(services, "outage");
  const away = { ...context, services: withParts(services, { database }) };
  const { executionId, finished } = await startExecution(away, {
    code: `console.log("one"); await new Promise((resolve) => setTimeout(resolve, 700)); console.log("two"); return 1;`,
  });
  const { signal } = new AbortController();
  const watched = collect(executionEvents(context, { executionId }, signal));
  await expect
    .poll(() => services.liveRuns.get(executionId)?.events.some(({ type }) => type === "log"))
    .toBe(true);
  proxy.cut();
  await expect
    .poll(() => services.liveRuns.get(executionId)?.events.filter(({ type }) => type === "log").length, {
      timeout: 5_000,
    })
    .toBe(2);
  proxy.mend();
  await finished;
  expect(await getExecution(context, { executionId })).toMatchObject({
    status: "succeeded",
    result: 1,
    logs: [{ text: "one" }, { text: "two" }],
  });
  const live = await watched;
  expect(await collect(executionEvents(context, { executionId }, signal))).toEqual(live);
  expect(live.at(-1)).toMatchObject({ type: "state", status: "succeeded" });
});

test("a run that could not be written down does not run, and gives its place back", async () => {
  const { context } = await testPerson(services, "unstarted");
  const away = { ...context, services: withParts(services, { database }) };
  await services.snapshots.get(context.actor.organizationId);
  proxy.cut();
  for (let turn = 0; turn < 40; turn += 1) {
    await expect(startExecution(away, { code: "1" })).rejects.toMatchObject({ code: "unavailable" });
  }
  proxy.mend();
  expect(services.liveRuns.size).toBe(0);
  const started = await startExecution(context, { code: "return 3" });
  await started.finished;
  expect((await getExecution(context, started)).result).toBe(3);
  expect((await cancelExecution(context, started)).status).toBe("succeeded");
});

test("a part of a log whose storing was not heard of is stored once; another node's part is nobody else's", async () => {
  const { context, organizationId } = await testPerson(services, "unheard");
  const { executionId, finished } = await startExecution(context, { code: "return 1" });
  await finished;
  let unheard = 1;
  const lossy: Database = {
    ...services.database,
    async withOrganization(id, run) {
      const answer = await services.database.withOrganization(id, run);
      if (unheard-- > 0) throw new Error("the connection has ended");
      return answer;
    },
  };
  const starter = { userId: context.actor.userId, apiKeyId: null, oauthGrantId: null };
  const own = () => createLiveRun({ organizationId, executionId, starter, isDetached: true });
  const log = keepLog(withParts(services, { database: lossy }), own(), { parts: 100, bytes: 0 });
  log.add(["step", 1, []]);
  await log.whenStored();
  log.add(["step", 2, []]);
  await log.flush();
  log.stop();
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("executionLog").select("part").where("part", ">=", 100).orderBy("part").execute(),
  );
  expect(rows).toEqual([{ part: 100 }, { part: 101 }]);
  const lost = own();
  const late = keepLog(services, lost, { parts: 100, bytes: 0 });
  late.add(["step", 9, []]);
  await expect(late.flush()).rejects.toThrow("another node");
  expect([lost.isLost, lost.abort.signal.aborted]).toEqual([true, true]);
  late.stop();
});
