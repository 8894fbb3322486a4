import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { clock, newId } from "@patchops/contract";
import { readOrCreateMasterKey } from "@patchops/vault";
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { Services } from "../../context.ts";
import type { JobData } from "../../jobs.ts";
import { lookAtComponents } from "../../status/look-at-components.ts";
import { openTestServices, testSettings, withParts } from "../../testing/open-test-services.ts";
import { auditActions, testPerson } from "../../testing/people.ts";
import { openMeter } from "../../usage/index.ts";
import {
  backUp,
  checkBackup,
  listBackups,
  recordRestore,
  runAskedBackup,
  runNightlyBackup,
} from "./index.ts";
import { restoredBackupFact } from "./manifest.ts";

const folder = await mkdtemp(join(tmpdir(), "patchops own backups "));
const directory = join(folder, "backups");
const opened = await openTestServices();
const { database, log } = opened.services;
const meter = await openMeter({ database, directory: join(folder, "journal"), log });
afterAll(async () => {
  await meter.close();
  await rm(folder, { recursive: true, force: true });
});
const file = join(folder, "master.key");
const current = await readOrCreateMasterKey(file);
const sent: JobData["backup"][] = [];
function servicesWith(backup: { directory: string | null; keep?: number; recipient?: string | null }) {
  return withParts(opened.services, {
    meter,
    masterKeys: {
      current,
      masterKeys: [current],
      file,
      next: async () => null,
      use: async () => undefined,
      removeOthers: async () => true,
    },
    settings: testSettings({ dataDir: folder, backup: { keep: 3, recipient: null, ...backup } }),
    jobs: {
      forget: async () => 0,
      async send(_trx, name, data) {
        if (name === "backup") sent.push(data as JobData["backup"]);
      },
    },
  });
}
const services = servicesWith({ directory });
const ada = await testPerson(services, "ada");
const contextOn = (other: typeof services) => ({ ...ada.context, services: other });
const state = (on = services) => listBackups(contextOn(on));
const files = async () => (await readdir(directory)).sort();

afterEach(() => vi.restoreAllMocks());
/** Noon of the day that is so many days from now: after a night's time. */
const noonIn = (days: number) => {
  const noon = new Date(Date.now() + days * 86_400_000);
  vi.spyOn(clock, "nowMs").mockReturnValue(noon.setUTCHours(12, 0, 0, 0));
};

test("a night's backup is made once, is whole, and is read back; one that nobody needs yet is not", async () => {
  // Nobody was there in the night before.
  await runNightlyBackup(services);
  expect((await state()).backups).toEqual([]);
  noonIn(2);
  await runNightlyBackup(services);
  await database.system
    .updateTable("backups")
    .set({ createdAt: new Date(clock.nowMs()).toISOString() })
    .execute();
  await runNightlyBackup(services);
  const { backups, lastDoneAt, nextAt } = await state();
  expect(backups).toMatchObject([
    { status: "done", isAsked: false, isChecked: true, isEncrypted: false, error: null },
  ]);
  expect([lastDoneAt, nextAt]).toEqual([expect.any(String), expect.stringContaining("T02:07:00")]);
  const [name = ""] = await files();
  expect(backups[0]).toMatchObject({ file: name, sizeBytes: (await stat(join(directory, name))).size });
  expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  expect((await checkBackup(join(directory, name))).manifest).toMatchObject({ holdsMasterKey: true });
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  await database.system.updateTable("backups").set({ createdAt: hourAgo }).execute();
});

test("an admin has one made, which stands in the audit; the newest few are kept, and what is of others", async () => {
  await writeFile(join(directory, "notes.txt"), "of the operator");
  for (const hour of [1, 2, 3]) {
    vi.spyOn(clock, "nowMs").mockReturnValue(Date.now() + 3 * 86_400_000 + hour * 3_600_000);
    const { id } = await backUp(ada.context);
    await expect(backUp(ada.context)).rejects.toMatchObject({ code: "conflict" });
    expect(sent.at(-1)).toEqual({ backupId: id });
    await runAskedBackup(services, { backupId: id });
    // Delivered twice it is made once.
    await runAskedBackup(services, { backupId: id });
  }
  expect(await auditActions(services, ada.organizationId)).toContain("instance.back_up");
  expect((await files()).filter((name) => name.startsWith("patchops-"))).toHaveLength(3);
  expect(await files()).toContain("notes.txt");
  const { backups } = await state();
  expect(backups.map(({ file: name }) => name !== null).filter(Boolean)).toHaveLength(3);
  const bob = await testPerson(services, "bob");
  await expect(backUp(bob.context)).rejects.toMatchObject({ code: "forbidden" });
  await expect(listBackups(bob.context)).rejects.toMatchObject({ code: "forbidden" });
});

test("with a recipient only its key opens the file", async () => {
  const identity = await generateX25519Identity();
  const sealed = servicesWith({ directory, recipient: await identityToRecipient(identity) });
  const { id } = await backUp(contextOn(sealed));
  vi.spyOn(clock, "nowMs").mockReturnValue(Date.now() + 5 * 86_400_000);
  await runAskedBackup(sealed, { backupId: id });
  const made = (await state()).backups.find((backup) => backup.id === id);
  expect(made).toMatchObject({ status: "done", isEncrypted: true, isChecked: false });
  const bytes = await readFile(join(directory, made?.file ?? ""));
  expect(bytes.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const plain = join(folder, "plain.tar.gz");
  await writeFile(plain, await decrypter.decrypt(bytes));
  expect((await checkBackup(plain)).manifest.masterKeyId).toBe(current.id);
});

test("one that fails says why, to admins alone; the status says that it failed, and nothing half written is left", async () => {
  const blocked = join(folder, "blocked");
  await writeFile(blocked, "");
  const failing = servicesWith({ directory: join(blocked, "backups") });
  const { id } = await backUp(contextOn(failing));
  await expect(runAskedBackup(failing, { backupId: id })).rejects.toThrow();
  expect((await state(failing)).backups[0]).toMatchObject({
    status: "failed",
    error: "The directory of the backups is a file.",
  });
  const sandbox = { stats: () => ({ failuresInRow: 0 }) } as Services["sandbox"];
  const looks = await lookAtComponents(withParts(failing, { sandbox, mailer: null, stripe: null }));
  expect(looks.find(({ component }) => component === "backups")?.problem).toBe("The last backup failed.");

  await mkdir(join(folder, "gone"), { recursive: true });
  await chmod(join(folder, "gone"), 0o700);
  const draft = "patchops-2026-01-01T020700Z.tar.gz.0123456789ab.part";
  await writeFile(join(folder, "gone", draft), "half");
  const next = servicesWith({ directory: join(folder, "gone") });
  const { id: second } = await backUp(contextOn(next));
  await runAskedBackup(next, { backupId: second });
  expect(await readdir(join(folder, "gone"))).not.toContain(draft);
});

test("one whose worker is gone is ended, and the next is made", async () => {
  const { id } = await backUp(ada.context);
  const past = new Date(Date.now() - 120_000).toISOString();
  await database.system
    .updateTable("backups")
    .set({ status: "running", aliveAt: past })
    .where("id", "=", id)
    .execute();
  const { id: next } = await backUp(ada.context);
  const { backups } = await state();
  expect(backups.find((backup) => backup.id === id)).toMatchObject({
    status: "failed",
    error: "Its worker is gone.",
  });
  await runAskedBackup(services, { backupId: next });
});

test("after a restore those that lie here are the instance's own, and no file of the machine that was backed up", async () => {
  const { id: here } = await backUp(ada.context);
  await runAskedBackup(services, { backupId: here });
  const { system } = database;
  const { file: own } = await system
    .selectFrom("backups")
    .select("file")
    .where("id", "=", here)
    .executeTakeFirstOrThrow();
  const made = { status: "done", isAsked: false, directory, file: own, host: hostname() } as const;
  const foreign = [
    { ...made, id: newId(), host: "the-old-machine" },
    { ...made, id: newId(), directory: "/elsewhere" },
    { ...made, id: newId(), file: "patchops-2020-01-01T020700Z.tar.gz" },
  ];
  await system.insertInto("backups").values(foreign).execute();
  // The one that was restored was being made when its rows were read.
  await system.insertInto("backups").values({ id: newId(), status: "running", isAsked: false }).execute();
  const fact = { id: newId(), madeAt: new Date().toISOString(), version: "1" };
  await system
    .insertInto("instanceFacts")
    .values({ key: restoredBackupFact, value: JSON.stringify(fact) })
    .execute();
  await recordRestore(services);
  const { backups } = await state();
  const fileOf = (id: string) => backups.find((backup) => backup.id === id)?.file;
  expect([fileOf(here), ...foreign.map(({ id }) => fileOf(id))]).toEqual([own, null, null, null]);
  expect(backups.filter(({ status }) => status === "running")).toEqual([]);
});

test("without a directory the instance says so", async () => {
  const off = servicesWith({ directory: null });
  await runNightlyBackup(off);
  await expect(backUp(contextOn(off))).rejects.toMatchObject({
    code: "conflict",
    next: expect.stringContaining("PATCHOPS_BACKUP_DIR"),
  });
  expect(await state(off)).toMatchObject({ directory: null, nextAt: null });
});
