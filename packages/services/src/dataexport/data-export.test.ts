import { createHash } from "node:crypto";
import { dataRegister, type RegisterEntry } from "@patchops/db";
import { fillEverything } from "@patchops/testing";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromBufferPromise } from "yauzl";
import type { Context } from "../context.ts";
import { dropOldRecords } from "../retention/index.ts";
import { askSupport, readInboxTicket } from "../support/index.ts";
import { openTestServices, withParts } from "../testing/open-test-services.ts";
import { outboxOf } from "../testing/outbox.ts";
import { asApiKey, auditActions, type TestPerson, testMember, testPerson } from "../testing/people.ts";
import {
  cancelExport,
  exportForRequester,
  linkExport,
  listExports,
  openExport,
  runExport,
  startExport,
} from "./index.ts";
import { claimExport } from "./system/export-record.ts";

const opened = await openTestServices();
const jobs = { send: async () => undefined, forget: async () => 0 };
const services = withParts(opened.services, { jobs });
const { system } = services.database;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const entries = Object.entries<RegisterEntry>(dataRegister);
const owner = new pg.Client({ connectionString: opened.connectionString });

let ann: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  ann = await testPerson(services, "ann");
  bob = await testPerson(services, "bob");
  await owner.connect();
});
afterAll(() => owner.end());

/** Files of an archive by their names. */
async function unzip(archive: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(archive);
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk);
    files.set(entry.fileName, Buffer.concat(chunks).toString("utf8"));
  }
  return files;
}

/** Asks for an export, does a worker's job, and fetches the archive. */
async function exported(context: Context, of: "account" | "organization") {
  const { id } = await startExport(context, { of });
  await runExport(services, { exportId: id });
  const { content, sha256, sizeBytes } = await openExport(context, { id });
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const archive = Buffer.concat(chunks);
  expect([createHash("sha256").update(archive).digest("hex"), archive.length]).toEqual([sha256, sizeBytes]);
  return { id, files: await unzip(archive) };
}

test("an archive holds every table of its owner as JSON and CSV, no secret, and nothing of anybody else", async () => {
  for (const person of [ann, bob]) await fillEverything(owner, person, { register: dataRegister });

  for (const of of ["account", "organization"] as const) {
    const { files } = await exported(ann.context, of);
    const manifest = JSON.parse(files.get("manifest.json") ?? "");
    const folder = of === "account" ? `organizations/${ann.organizationId}/` : "";
    const wanted = entries.flatMap(([table, { owners, notExported }]) => {
      if (notExported !== undefined) return [];
      if (of === "organization") return owners.organization === undefined ? [] : [snake(table)];
      if (owners.person === undefined) return [];
      return [`${owners.organization === undefined ? "account/" : folder}${snake(table)}`];
    });
    expect([...files.keys()].toSorted()).toEqual(
      [
        "README.txt",
        "manifest.json",
        ...wanted.flatMap((name) => [`json/${name}.json`, `csv/${name}.csv`]),
      ].toSorted(),
    );
    for (const name of wanted) {
      const rows = JSON.parse(files.get(`json/${name}.json`) ?? "");
      expect(rows.length, name).toBeGreaterThan(0);
      expect(manifest.files, name).toContainEqual(
        expect.objectContaining({ name: `csv/${name}.csv`, rows: rows.length }),
      );
    }
    const text = [...files]
      .filter(([name]) => name !== "manifest.json")
      .map(([, content]) => content)
      .join("\n");
    for (const foreign of ["forbidden", bob.email, bob.userId, bob.organizationId]) {
      expect(text.includes(foreign), `${of}: ${foreign}`).toBe(false);
    }
  }
});

test("many rows are read in pages, each once, large ones too, and formulas are none in CSV", async () => {
  const { organizationId, userId } = bob;
  const codes = Array.from({ length: 1_203 }, (_, at) => (at % 400 === 0 ? "x".repeat(700_000) : `=1+${at}`));
  await owner.query(
    `insert into executions (organization_id, id, user_id, via, code, limits, status)
     select $1, gen_random_uuid(), $2, 'cli', code, '{}', 'succeeded' from unnest($3::text[]) as code`,
    [organizationId, userId, codes],
  );
  const { files } = await exported(bob.context, "account");
  const path = `organizations/${organizationId}/executions`;
  const rows: { id: string; code: string }[] = JSON.parse(files.get(`json/${path}.json`) ?? "");
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(rows.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
  expect(files.get(`csv/${path}.csv`)).toContain(",'=1+7,");
});

test("one is under way at a time, it is its owner's alone, and each step stands in the audit", async () => {
  const cat = await testPerson(services, "cat");
  const mia = await testMember(services, cat, "mia", "admin");
  await expect(startExport(mia.context, { of: "organization" })).rejects.toMatchObject({ code: "forbidden" });
  const { id } = await startExport(cat.context, { of: "organization" });
  await expect(startExport(cat.context, { of: "organization" })).rejects.toMatchObject({ code: "conflict" });
  await expect(linkExport(cat.context, { id })).rejects.toMatchObject({ code: "conflict" });
  await runExport(services, { exportId: id });
  for (const stranger of [mia.context, bob.context]) {
    expect(await listExports(stranger)).not.toContainEqual(expect.objectContaining({ id }));
    for (const ask of [linkExport, openExport, cancelExport]) {
      await expect(ask(stranger, { id })).rejects.toMatchObject({ code: "not_found" });
    }
  }
  expect(await listExports(cat.context)).toMatchObject([{ id, state: "ready", of: "organization" }]);
  expect(await linkExport(cat.context, { id })).toMatchObject({ path: `/export/data/${id}.zip` });
  await openExport(cat.context, { id });
  const expiring = system.updateTable("dataExports").where("id", "=", id);
  await expiring.set({ expiresAt: "2026-01-01T00:00:00.000Z" }).execute();
  for (const ask of [linkExport, openExport]) {
    await expect(ask(cat.context, { id })).rejects.toMatchObject({ code: "not_found" });
  }
  await expiring.set({ expiresAt: new Date(Date.now() + 60_000).toISOString() }).execute();
  expect(await cancelExport(cat.context, { id })).toMatchObject({ state: "cancelled" });
  await expect(openExport(cat.context, { id })).rejects.toMatchObject({ code: "conflict" });
  expect((await auditActions(services, cat.organizationId)).slice(-4)).toEqual([
    "data_export.start",
    "data_export.link",
    "data_export.download",
    "data_export.cancel",
  ]);
  const mails = await system.selectFrom("mails").select("kind").where("userId", "=", cat.userId).execute();
  expect(mails.filter(({ kind }) => kind === "data-export")).toHaveLength(1);
});

test("an instance admin begins one for a verified request, and its person alone gets it", async () => {
  const [gil, other] = [await testPerson(services, "gil"), await testPerson(services, "hans")];
  await system.updateTable("users").set({ isInstanceAdmin: true }).where("id", "=", other.userId).execute();
  const admin = { ...other.context, actor: { ...other.context.actor, isInstanceAdmin: true } };
  const question = { kind: "privacy", subject: "My data", text: "All of it, please." } as const;
  const { id: ticketId } = await askSupport(gil.context, question);
  const forbidden = { code: "forbidden" };
  await expect(exportForRequester(gil.context, { ticketId })).rejects.toMatchObject(forbidden);
  await expect(
    exportForRequester(admin, { ticketId, organizationId: other.organizationId }),
  ).rejects.toMatchObject({ code: "not_found" });
  const { id } = await exportForRequester(admin, { ticketId });
  await runExport(services, { exportId: id });
  expect((await readInboxTicket(admin, { id: ticketId })).begun).toEqual([
    { kind: "export", id, of: "account", state: "ready", at: expect.any(String) },
  ]);
  expect(await listExports(admin)).toEqual([]);
  for (const ask of [linkExport, openExport]) {
    await expect(ask(admin, { id })).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await listExports(gil.context)).toMatchObject([{ id, isByAdmin: true, state: "ready" }]);
  expect(await linkExport(gil.context, { id })).toMatchObject({ path: `/export/data/${id}.zip` });
  const [mail] = await outboxOf(services, gil.email).then((all) => all.slice(-1));
  expect(mail).toMatchObject({ kind: "data-export", text: expect.stringContaining("they do not get it") });
  for (const { organizationId } of [gil, other]) {
    expect(await auditActions(services, organizationId)).toContain("data_export.start");
  }
  await system.updateTable("users").set({ status: "suspended" }).where("id", "=", gil.userId).execute();
  const byLetter = { email: gil.email, reason: "By letter, passport seen" };
  await expect(exportForRequester(admin, byLetter)).rejects.toMatchObject({ code: "conflict" });
});

test("a key of one organization reaches nothing of another, and a person who left takes nothing along", async () => {
  const dan = await testPerson(services, "dan");
  const inAnns = await testMember(services, ann, "eve", "member");
  await system
    .insertInto("members")
    .values({ organizationId: dan.organizationId, userId: inAnns.userId, role: "member" })
    .execute();
  const { files, id } = await exported(inAnns.context, "account");
  const foldersOf = (names: Iterable<string>) =>
    new Set([...names].flatMap((name) => /organizations\/([^/]+)/.exec(name)?.[1] ?? []));
  expect(foldersOf(files.keys())).toContain(dan.organizationId);
  const key = asApiKey(inAnns.context);
  await expect(openExport(key, { id })).rejects.toMatchObject({ code: "not_found" });
  const byKey = await exported(key, "account");
  expect(foldersOf(byKey.files.keys())).toEqual(new Set([ann.organizationId]));
  const again = await startExport(inAnns.context, { of: "account" });
  await system
    .deleteFrom("members")
    .where("userId", "=", inAnns.userId)
    .where("organizationId", "=", dan.organizationId)
    .execute();
  await runExport(services, { exportId: again.id });
  await expect(openExport(inAnns.context, { id: again.id })).rejects.toMatchObject({ code: "not_found" });
});

test("a worker that was taken for dead writes nothing more, and another begins anew", async () => {
  const { id } = await startExport(ann.context, { of: "account" });
  // The first has taken it, and died halfway.
  await claimExport(services.database, id);
  await system
    .insertInto("dataExportParts")
    .values({ exportId: id, part: 0, content: Buffer.from("half") })
    .execute();
  await runExport(services, { exportId: id });
  await runExport(services, { exportId: id });
  const { content, sizeBytes } = await openExport(ann.context, { id });
  let read = 0;
  for await (const chunk of content) read += chunk.length;
  expect(read).toBe(sizeBytes);
  const row = await system
    .selectFrom("dataExports")
    .select("attempts")
    .where("id", "=", id)
    .executeTakeFirst();
  expect(row).toEqual({ attempts: 2 });
});

test("what cannot be read is tried again, and fails in words at last; what has expired goes", async () => {
  const broken = withParts(services, {
    database: { ...services.database, withOrganization: () => Promise.reject(new Error("secret cause")) },
  });
  const fay = await testPerson(services, "fay");
  const { id } = await startExport(fay.context, { of: "organization" });
  for (let attempt = 1; attempt < 4; attempt += 1) {
    await expect(runExport(broken, { exportId: id })).rejects.toThrow("secret cause");
  }
  await runExport(broken, { exportId: id });
  const [failed] = await listExports(fay.context);
  expect(failed).toMatchObject({ id, state: "failed", error: expect.not.stringContaining("secret") });
  await system
    .updateTable("dataExports")
    .set({ expiresAt: "2026-01-01T00:00:00.000Z" })
    .where("id", "=", id)
    .execute();
  await dropOldRecords(services);
  expect(await listExports(fay.context)).not.toContainEqual(expect.objectContaining({ id }));
});
