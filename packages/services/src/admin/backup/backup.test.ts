import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type Database, openDatabase } from "@patchops/db";
import { createTestDatabase, testPasswords, waitFor } from "@patchops/testing";
import { readOrCreateMasterKey } from "@patchops/vault";
import { packTar } from "modern-tar";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { openTestServices, testSettings, withParts } from "../../testing/open-test-services.ts";
import { auditActions, testPerson } from "../../testing/people.ts";
import { openMeter } from "../../usage/index.ts";
import { testCall, testEnd } from "../../usage/test-meter.ts";
import { usageTotals } from "../../usage/test-totals.ts";
import {
  type BackupManifest,
  checkBackup,
  finishRestore,
  type InstanceKey,
  recordRestore,
  requireKey,
  restoreBackup,
  restoreFolder,
  writeBackup,
} from "./index.ts";

const folder = await mkdtemp(join(tmpdir(), "patchops backup "));
const dataDir = join(folder, "source");
const keyFile = join(dataDir, "master.key");
const key: InstanceKey = { id: (await readOrCreateMasterKey(keyFile)).id, file: keyFile };
afterAll(() => rm(folder, { recursive: true, force: true }));
const opened = await openTestServices();
const { database, log } = opened.services;
const meter = await openMeter({ database, directory: join(dataDir, "journal"), log });
afterAll(() => meter.close());
const services = withParts(opened.services, { meter, settings: testSettings({ dataDir }) });
const { organizationId } = await testPerson(services, "ada");

async function save(name: string, from = key): Promise<string> {
  const { content } = await writeBackup(services, from);
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

interface Target {
  dataDir: string;
  ownerConnectionString: string;
  key: InstanceKey;
}

/** Another instance, empty and at rest. */
async function newTarget(name: string): Promise<Target> {
  const { connectionString, drop } = await createTestDatabase({ isOpened: true });
  onTestFinished(drop);
  const ownDir = join(folder, name);
  await mkdir(join(ownDir, "journal"), { recursive: true });
  await writeFile(join(ownDir, "journal", "000000000007.jsonl"), "of the old state");
  const file = join(ownDir, "master.key");
  return {
    dataDir: ownDir,
    ownerConnectionString: connectionString,
    key: { id: (await readOrCreateMasterKey(file)).id, file },
  };
}

async function openTarget({ ownerConnectionString }: Target): Promise<Database> {
  const restored = await openDatabase({ connectionString: ownerConnectionString, ...testPasswords });
  onTestFinished(() => restored.close());
  return restored;
}

const outcomes = async (from: Database) =>
  new Map(
    (
      await from.withOrganization(organizationId, (trx) =>
        trx.selectFrom("usageEvents").select(["id", "outcome"]).execute(),
      )
    ).map(({ id, outcome }) => [id, outcome]),
  );

test("no metered call is lost or doubled: one under way, those that wait, those that come while it is made", async () => {
  const underWay = meter.begin(testCall(organizationId));
  await underWay.sentUpstream();
  const unsent = meter.begin(testCall(organizationId));
  const ended = new Set<string>();
  let isOver = false;
  const pump = (async () => {
    while (!isOver) {
      for (let call = 0; call < 5; call += 1) {
        const metered = meter.begin(testCall(organizationId));
        await metered.sentUpstream();
        await metered.end(testEnd());
        ended.add(metered.id);
      }
      await setTimeout(2);
    }
  })();
  await waitFor(() => ended.size > 10);
  const before = [...ended];
  const file = await save("calls.tar.gz");
  isOver = true;
  await pump;
  underWay.end(testEnd());
  unsent.end(testEnd({ wasSent: false, outcome: "cancelled" }));

  const target = await newTarget("calls");
  await restoreBackup(await checkBackup(file), target);
  expect(await finishRestore(target.dataDir, target.ownerConnectionString)).toBe("finished");
  const restored = await openTarget(target);
  const again = await openMeter({
    database: restored,
    directory: join(target.dataDir, "journal"),
    log,
  });
  await again.flush();
  await again.close();
  const found = await outcomes(restored);
  expect(before.filter((id) => found.get(id) !== "ok")).toEqual([]);
  expect([found.get(underWay.id), found.get(unsent.id)]).toEqual(["interrupted", "interrupted"]);
  const known = new Set([...ended, underWay.id, unsent.id]);
  expect([...found.keys()].filter((id) => !known.has(id))).toEqual([]);

  const { events, hours, days, periods } = await usageTotals(restored, organizationId);
  expect(events.calls).toBe(found.size);
  expect([hours.calls, days.calls, periods.units]).toEqual([found.size, found.size, found.size - 1]);
  const { settings } = services;
  for (let start = 0; start < 2; start += 1) await recordRestore({ database: restored, settings });
  const actions = await auditActions(withParts(services, { database: restored }), organizationId);
  expect(actions.filter((action) => action === "instance.restore")).toHaveLength(1);
});

test("a process that is killed before the commit leaves the old state, one killed after it the new", async () => {
  const file = await save("killed.tar.gz");
  const target = await newTarget("killed");
  const [oldKey, newKey] = await Promise.all(
    [target.key.file ?? "", keyFile].map((path) => readFile(path, "utf8")),
  );
  const state = async () => ({
    key: await readFile(join(target.dataDir, "master.key"), "utf8"),
    journal: await readdir(join(target.dataDir, "journal")),
    files: (await readdir(target.dataDir)).sort(),
  });
  const old = await state();

  const journal = Buffer.from("of the new state");
  await restoreFolder(target.dataDir).prepare("0193a000-0000-7000-8000-000000000009", {
    masterKey: Buffer.from("another key"),
    journal,
    refusedCalls: null,
  });
  expect(await finishRestore(target.dataDir, target.ownerConnectionString)).toBe("undone");
  expect(await state()).toEqual(old);

  await restoreBackup(await checkBackup(file), target);
  expect((await state()).key).toBe(oldKey);
  expect(await finishRestore(target.dataDir, target.ownerConnectionString)).toBe("finished");
  expect(await finishRestore(target.dataDir, target.ownerConnectionString)).toBeNull();
  expect(await state()).toEqual({
    key: newKey,
    journal: ["000000000001.jsonl"],
    files: ["journal", "master.key", "master.key.before-restore"],
  });
});

test("a key that was given by a setting is not in the backup, which is refused where another one is in use", async () => {
  const given = await checkBackup(await save("given.tar.gz", { id: key.id, file: null }));
  expect(given.manifest.holdsMasterKey).toBe(false);
  expect([...given.files.keys()]).not.toContain("master.key");
  const whole = await checkBackup(await save("whole.tar.gz"));
  const refusal = (manifest: BackupManifest, current: InstanceKey) => {
    try {
      requireKey(manifest, current);
      return null;
    } catch (error) {
      return error;
    }
  };
  const other = { id: "another", file: null };
  const wantsSetting = { code: "conflict", next: expect.stringContaining("with PATCHOPS_MASTER_KEY") };
  expect(refusal(given.manifest, other)).toMatchObject(wantsSetting);
  expect(refusal(given.manifest, { ...other, file: keyFile })).toMatchObject(wantsSetting);
  expect(refusal(whole.manifest, other)).toMatchObject({
    code: "conflict",
    next: expect.stringContaining("without PATCHOPS_MASTER_KEY"),
  });
  expect(refusal(whole.manifest, { ...other, file: keyFile })).toBeNull();
  for (const { manifest } of [given, whole]) {
    expect(refusal(manifest, { id: key.id, file: null })).toBeNull();
    expect(refusal(manifest, key)).toBeNull();
  }
});

test("a file that is no whole backup is refused, and one of a newer version by its name", async () => {
  const bytes = await readFile(await save("good.tar.gz"));
  const { manifest } = await checkBackup(join(folder, "good.tar.gz"));
  const tarOf = async (...entries: [name: string, body: string][]) =>
    gzipSync(
      await packTar(
        entries.map(([name, body]) => ({ header: { name, size: Buffer.byteLength(body) }, body })),
      ),
    );
  const withManifest = (changes: object) =>
    tarOf(["backup.json", JSON.stringify({ ...manifest, ...changes })], ["checksums.json", "{}"]);
  const damaged = "not a whole PatchOps backup";
  const cases: [name: string, content: Uint8Array, words: string][] = [
    ["empty", Buffer.alloc(0), damaged],
    ["text", Buffer.from("hello"), damaged],
    ["another archive", await tarOf(["hello.txt", "hello"]), damaged],
    ["cut at the end", bytes.subarray(0, -1), damaged],
    ["cut in half", bytes.subarray(0, bytes.length / 2), damaged],
    ["a changed bit", bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 4), damaged],
    ["without its rows", await withManifest({}), damaged],
    ["a newer form", await withManifest({ format: 2, version: "9.9.9" }), "newer PatchOps (9.9.9)"],
    ["a newer database", await withManifest({ migrations: ["9999-later"] }), "newer PatchOps"],
  ];
  for (const [name, content, words] of cases) {
    const file = join(folder, name);
    await writeFile(file, content);
    await expect(checkBackup(file), name).rejects.toThrow(words);
  }
});
