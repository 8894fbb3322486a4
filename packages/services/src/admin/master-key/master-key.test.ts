import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { newId } from "@patchops/contract";
import { startMcpFixture } from "@patchops/testing";
import {
  givenMasterKeys,
  type MasterKeys,
  openMasterKeyFiles,
  openVault,
  parseMasterKey,
  readOrCreateMasterKey,
} from "@patchops/vault";
import { sql } from "kysely";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { addConnection, updateConnection } from "../../connection/index.ts";
import type { Context, Services } from "../../context.ts";
import { firstSigningKeys, readStoredKeys, signingKeysFact } from "../../signingkey/index.ts";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { withParts } from "../../testing/open-test-services.ts";
import { auditActions, testPerson } from "../../testing/people.ts";
import { callTool } from "../../tool/index.ts";
import { writeBackup } from "../backup/index.ts";
import { beginRotation } from "./begin-rotation.ts";
import { masterKeyStatus, removeOldKeys, resumeRotation, rotateMasterKey } from "./index.ts";
import { readRotation } from "./key-facts.ts";
import { sealedColumns } from "./sealed-columns.ts";
import { rewrapDataKeys } from "./system/rewrap-data-keys.ts";

const live = await openLiveServices();
const directory = await mkdtemp(join(tmpdir(), "patchops keys "));
const fixture = await startMcpFixture();
afterAll(async () => {
  await fixture.close();
  await rm(directory, { recursive: true, force: true });
});
await readOrCreateMasterKey(join(directory, "master.key"));

/** A process on the key files as they are now. */
async function openWithFiles(): Promise<Services> {
  const masterKeys = await openMasterKeyFiles(directory);
  if (masterKeys === null) throw new Error("no key file");
  return withParts(live.services, { masterKeys, vault: openVault(masterKeys) });
}
const withKeys = (masterKeys: MasterKeys) =>
  withParts(live.services, { masterKeys, vault: openVault(masterKeys) });

const services = await openWithFiles();
const secret = (name: string) => `sk-seeded-secret-${name}-0123456789`;

async function connectedPerson(
  name: string,
): Promise<{ context: Context; slug: string; organizationId: string }> {
  const { context, organizationId } = await testPerson(services, name);
  const { slug } = await addConnection(context, {
    target: { kind: "http", url: fixture.url },
    credential: { kind: "bearer", token: secret(name) },
  });
  return { context, slug, organizationId };
}

async function call(context: Context, slug: string): Promise<string> {
  const answer = callTool(context, {
    tool: { connection: slug, tool: "echo" },
    arguments: { a: 1 },
    argumentsBytes: 7,
    signal: new AbortController().signal,
  });
  return answer.then(
    ({ result }) => (result.isError ? "tool_error" : "ok"),
    (error: unknown) => String(error),
  );
}

async function rotate(on: Services, isResealing: boolean) {
  for (;;) {
    const status = await rotateMasterKey(on, { isResealing });
    if (status.rotation?.finishedAt !== null) return status;
  }
}

const dataKeys = () => live.services.database.system.selectFrom("dataKeys").selectAll().execute();
const sealedOf = (organizationId: string) =>
  live.services.database.system
    .selectFrom("connectionCredentials")
    .select("sealed")
    .where("organizationId", "=", organizationId)
    .executeTakeFirstOrThrow();

/** Organizations with a data key each, as an instance in use has them. */
async function fillDataKeys(count: number): Promise<string[]> {
  const organizations = Array.from({ length: count }, (_, index) => ({
    id: newId(),
    name: `Filled ${index}`,
    plan: "free",
  }));
  const { system } = live.services.database;
  await system.insertInto("organizations").values(organizations).execute();
  const keys = organizations.map(({ id }) => ({ organizationId: id, ...services.vault.createDataKey() }));
  await system.insertInto("dataKeys").values(keys).execute();
  return organizations.map(({ id }) => id);
}

/** Of more than are changed at once; for the first tests, which are about that. */
let crowd: string[] = [];

test("S24: keys are changed and secrets sealed anew under load with 0 failed calls; the old key is then gone", async () => {
  const people = [await connectedPerson("loaded"), await connectedPerson("second")];
  crowd = await fillDataKeys(220);
  const old = services.masterKeys.current.id;
  const signing = firstSigningKeys(services.vault.createDataKey());
  await live.services.database.system
    .insertInto("instanceFacts")
    .values({ key: signingKeysFact, value: JSON.stringify(signing) })
    .execute();
  const before = await Promise.all(people.map(({ organizationId }) => sealedOf(organizationId)));
  const outcomes: string[] = [];
  let isOver = false;
  const load = people.flatMap(({ context, slug }) =>
    Array.from({ length: 2 }, async () => {
      while (!isOver) {
        outcomes.push(await call(context, slug));
        await setTimeout(200);
      }
    }),
  );
  // Credentials are given anew meanwhile, with whatever data key is the newest.
  const changes = (async () => {
    while (!isOver) {
      for (const { context, slug } of people) {
        await updateConnection(context, {
          connection: slug,
          credential: { kind: "bearer", token: secret("changed") },
        });
        await setTimeout(200);
      }
    }
  })();
  onTestFinished(() => {
    isOver = true;
  });
  const status = await rotate(services, true);
  expect(status).toMatchObject({
    otherIds: [old],
    dataKeys: { left: 0 },
    rotation: { from: old, resealing: { left: 0 } },
  });
  expect(status.rotation?.resealing?.total).toBeGreaterThan(220);
  const duringRotation = outcomes.length;
  // Longer than any node holds what is old.
  await removeOldKeys(services, { settledMs: 6_000 });
  isOver = true;
  await Promise.all([...load, changes]);
  expect(duringRotation).toBeGreaterThan(50);
  expect(outcomes.filter((outcome) => outcome !== "ok")).toEqual([]);

  const after = await Promise.all(people.map(({ organizationId }) => sealedOf(organizationId)));
  for (const [index, { sealed }] of after.entries()) {
    expect(services.vault.dataKeyIdOf(sealed)).not.toBe(
      services.vault.dataKeyIdOf(before[index]?.sealed ?? ""),
    );
  }
  const keys = await dataKeys();
  expect(new Set(keys.map(({ masterKeyId }) => masterKeyId))).toEqual(new Set([status.id]));
  expect(keys.length).toBe(new Set(keys.map(({ organizationId }) => organizationId)).size);
  // The keys that sign are wrapped anew as well, and since somebody may have the old one there are new ones.
  const stored = (await live.services.database.transaction((trx) => readStoredKeys(trx))) ?? [];
  expect(stored.map(({ purpose }) => purpose)).toEqual(["audit", "cookies", "audit", "cookies"]);
  expect(new Set(stored.map(({ dataKey }) => dataKey.masterKeyId))).toEqual(new Set([status.id]));
  // A process that starts now has the new key alone.
  const next = await openWithFiles();
  expect(next.masterKeys.masterKeys.map(({ id }) => id)).toEqual([status.id]);
  for (const { context, slug, organizationId } of people) {
    expect(await call({ ...context, services: next }, slug)).toBe("ok");
    expect(await auditActions(services, organizationId)).toEqual(
      expect.arrayContaining(["data_key.rewrap", "data_key.reseal", "data_key.remove"]),
    );
  }
}, 120_000);

test("S24: a process that is killed on the way leaves a state from which the next one goes on", async () => {
  const { context, slug } = await connectedPerson("killed");
  const old = services.masterKeys.current.id;
  // Before anything is noted: only the new key's file is there.
  await (await openWithFiles()).masterKeys.next();
  const begun = await openWithFiles();
  expect(begun.masterKeys.current.id).toBe(old);
  const prepared = parseMasterKey(await readFile(join(directory, "master.next.key"), "utf8")).id;

  // It begins and wraps a batch; then this process is no more.
  const first = await openWithFiles();
  const last = await first.database.transaction(readRotation);
  await beginRotation(first, last, { isResealing: true, isOnlyNode: false });
  await first.masterKeys.use(prepared);
  await rewrapDataKeys(first);
  expect((await masterKeyStatus(first)).rotation).toMatchObject({ from: old, finishedAt: null });
  expect((await masterKeyStatus(first)).dataKeys.left).toBeGreaterThan(0);
  await expect(removeOldKeys(first)).rejects.toMatchObject({ code: "conflict" });
  await expect(
    writeBackup(withParts(first, { meter: live.services.meter }), { id: prepared, file: null }),
  ).rejects.toMatchObject({ code: "conflict", retryable: true });

  const restarted = await openWithFiles();
  expect(await call({ ...context, services: restarted }, slug)).toBe("ok");
  await resumeRotation(restarted);
  expect(await masterKeyStatus(restarted)).toMatchObject({
    id: prepared,
    dataKeys: { left: 0 },
    rotation: { resealing: { left: 0 } },
  });
  expect(await call({ ...context, services: restarted }, slug)).toBe("ok");
  // The older key is still there: a next change waits for its removal.
  await expect(rotateMasterKey(restarted, {})).rejects.toMatchObject({
    code: "conflict",
    next: expect.stringContaining("remove-old-keys"),
  });
}, 60_000);

test("keys of settings: nothing to go to is refused; another node follows; files of many nodes are refused", async () => {
  await live.services.database.system.deleteFrom("dataKeys").where("organizationId", "in", crowd).execute();
  const status = await masterKeyStatus(await openWithFiles());
  const present = parseMasterKey(await readFile(join(directory, "master.key"), "utf8"));
  expect(present.id).toBe(status.id);
  const newest = parseMasterKey("5".repeat(64));
  await expect(rotateMasterKey(withKeys(givenMasterKeys(present, null)), {})).rejects.toMatchObject({
    code: "conflict",
    next: expect.stringContaining("PATCHOPS_MASTER_KEY_PREVIOUS"),
  });
  const external = withParts(
    withKeys((await openMasterKeyFiles(directory)) ?? givenMasterKeys(present, null)),
    {
      settings: { ...services.settings, databaseKind: "external" },
    },
  );
  await external.masterKeys.removeOthers();
  await expect(rotateMasterKey(external, {})).rejects.toMatchObject({
    next: expect.stringContaining("--only-node"),
  });
  const keys = givenMasterKeys(newest, present);
  await keys.use(present.id);
  const rotated = await rotate(withKeys(keys), false);
  expect(rotated).toMatchObject({ id: newest.id, source: "setting", dataKeys: { left: 0 } });
  expect(rotated.rotation?.resealing).toBeNull();
  const removed = await removeOldKeys(withKeys(keys), { settledMs: 0 });
  expect(removed.isInSettings).toBe(true);
}, 60_000);

test("every column that holds a sealed text is known to the rotation", async () => {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.table_name as "table", c.column_name as "column" from information_schema.columns c
    where c.table_schema = 'public' and (c.column_name like '%sealed%' or c.column_name like '%wrapped%')
      and exists (select from information_schema.columns o where o.table_schema = 'public'
        and o.table_name = c.table_name and o.column_name = 'organization_id')
    order by 1, 2
  `.execute(live.services.database.system);
  const others = [
    { table: "data_keys", column: "wrapped" },
    // With a key of the instance's own.
    { table: "mails", column: "sealed" },
  ];
  const known = [...sealedColumns.map(({ table, column }) => ({ table, column })), ...others];
  expect(rows).toEqual(known.sort((a, b) => a.table.localeCompare(b.table)));
});

test("S24: neither the database nor the log holds a seeded secret", async () => {
  const tables = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and not relispartition and relname not like 'kysely%'
  `.execute(live.services.database.system);
  let read = 0;
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ text: string }>`
      select t::text as text from ${sql.table(name)} t
    `.execute(live.services.database.system);
    read += rows.length;
    for (const { text } of rows) expect(text, name).not.toContain("seeded-secret");
  }
  expect(read).toBeGreaterThan(500);
  expect(JSON.stringify(live.lines)).not.toContain("seeded-secret");
});
