import type { StartExecutionInput } from "@patchops/contract";
import { startMcpFixture } from "@patchops/testing";
import { afterAll } from "vitest";
import { addConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { getExecution, startExecution } from "./index.ts";

export const endless = "await new Promise(() => setTimeout(() => {}, 60_000))";

/** Two nodes, and people whose programs may call a shop's tools. Call it where hooks are registered. */
export async function openPrograms() {
  const { services, lines, otherNode } = await openLiveServices();
  const other = await otherNode();
  const fixture = await startMcpFixture({
    tools: [
      {
        name: "add",
        call: ({ a, b }) => ({ content: [], structuredContent: { sum: Number(a) + Number(b) } }),
      },
      { name: "echo" },
      { name: "hang", call: () => new Promise(() => undefined) },
      {
        name: "refuse",
        call: () => ({ isError: true, content: [{ type: "text", text: "no such order" }] }),
      },
      { name: "big", call: () => ({ content: [{ type: "text", text: "x".repeat(300_000) }] }) },
    ],
  });
  afterAll(() => fixture.close());
  return {
    services,
    other,
    lines,
    fixture,
    async programmer(name: string) {
      const person = await testPerson(services, name);
      await addConnection(person.context, { name: "shop", target: { kind: "http", url: fixture.url } });
      return person;
    },
    async run(context: Context, code: string, more: Omit<StartExecutionInput, "code"> = {}) {
      const { executionId, finished } = await startExecution(context, { code, ...more });
      await finished;
      return getExecution(context, { executionId });
    },
    /** An organization's usage events but those of sessions, all that are under way stored. */
    async rows(organizationId: string) {
      await services.meter.flush();
      return services.database.withOrganization(organizationId, (trx) =>
        trx.selectFrom("usageEvents").selectAll().where("kind", "<>", "session").orderBy("id").execute(),
      );
    },
  };
}
