import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { addConnection } from "../../connection/index.ts";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { withParts } from "../../testing/open-test-services.ts";
import { testPerson } from "../../testing/people.ts";
import { getExecution } from "../index.ts";
import { readLog } from "../log/read-log.ts";
import { nodeIdOf } from "../node-id-of.ts";
import { resumeRun } from "../resume.ts";
import { deployWorkflow, runWorkflow } from "./index.ts";

const { services } = await openLiveServices();
let answer: () => void = () => undefined;
let calls = 0;
const fixture = await startMcpFixture({
  tools: [
    {
      name: "put",
      annotations: { idempotentHint: true },
      call: async () => {
        calls += 1;
        // The first one is under way until the run is taken.
        if (calls === 1) await new Promise<void>((resolve) => (answer = resolve));
        return { content: [], structuredContent: { call: calls } };
      },
    },
  ],
});
afterAll(() => fixture.close());

test("what a node hears for a run that another one has taken is neither stored nor given to the program", async () => {
  const { context, organizationId } = await testPerson(services, "silent");
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const code = "await tools.shop.put({}); console.log('went on'); return 1";
  await deployWorkflow(context, { name: "slow", code });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const { executionId } = await runWorkflow(context, { name: "slow", at });
  const silent = withParts(services, { liveRuns: new Map() });
  const own = (nodeId: string, seenAt: Date) =>
    services.database.withOrganization(organizationId, async (trx) => {
      await trx
        .updateTable("workflowRuns")
        .set({ state: "active", nodeId, seenAt: seenAt.toISOString(), dueAt: new Date().toISOString() })
        .execute();
      await trx.updateTable("executions").set({ pausedAt: null }).execute();
    });
  await own(nodeIdOf(silent), new Date());
  const resumed = resumeRun(silent, { organizationId, executionId, pausedAt: new Date().toISOString() });
  await waitFor(() => calls === 1);
  const other = withParts(services, { liveRuns: new Map() });
  await own(nodeIdOf(other), new Date());
  answer();
  await resumed;
  const { entries } = await readLog(services, { organizationId, executionId });
  expect(entries.map(([type]) => type)).not.toContain("answer");
  const taken = await getExecution(context, { executionId });
  expect([taken.logs, taken.finishedAt]).toEqual([[], null]);
  // The other one is silent as well: whoever looks for such runs goes on with it.
  await own(nodeIdOf(other), new Date(Date.now() - 60_000));
  const ended = await waitFor(
    async () => {
      const execution = await getExecution(context, { executionId });
      return execution.finishedAt === null ? undefined : execution;
    },
    { timeoutMs: 20_000 },
  );
  expect([ended.status, ended.result, ended.logs.length, calls]).toEqual(["succeeded", 1, 1, 2]);
});
