import { startMcpFixture } from "@patchops/testing";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { logIn } from "./account/index.ts";
import { addConnection } from "./connection/index.ts";
import { startExecution } from "./execution/index.ts";
import { dropOldRecords } from "./retention/index.ts";
import { openLiveServices } from "./testing/open-live-services.ts";
import { testPassword, testPerson, testVisit } from "./testing/people.ts";
import { callTool } from "./tool/index.ts";
import { usageReport } from "./usage/index.ts";

const { services } = await openLiveServices();
const fixture = await startMcpFixture({ tools: [{ name: "add" }] });
afterAll(() => fixture.close());

/** What a session holds beyond its transactions; a pooler in transaction mode would lose it, or give it to somebody else. */
const sessionState = sql<{ kind: string; name: string }>`
  select 'setting' as kind, name from pg_settings where source = 'session'
  union all select 'prepared statement', name from pg_prepared_statements
  union all select 'channel', c from pg_listening_channels() as c
  union all select 'lock', locktype from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'
  union all select 'temporary table', relname from pg_class where relpersistence = 't'
`;

test("the pools leave nothing in their sessions, so that a pooler may hand out another with each transaction", async () => {
  const { context, email } = await testPerson(services, "ann");
  await logIn(testVisit(services), { email, password: testPassword });
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const { signal } = new AbortController();
  await callTool(context, { tool: { name: "shop_add" }, arguments: {}, argumentsBytes: 2, signal });
  const { finished } = await startExecution(context, { code: "return (await tools.shop.add({}))" });
  await finished;
  await usageReport(context, {});
  await dropOldRecords(services);

  const ask = () => services.database.transaction((trx) => sessionState.execute(trx));
  const asSystem = () => sessionState.execute(services.database.system);
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? ask() : asSystem())));
  expect(answers.flatMap(({ rows }) => rows)).toEqual([]);
});
