import { clock } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { createTestDatabase, openSuperuser, testPasswords } from "@patchops/testing";
import { openVault, parseMasterKey } from "@patchops/vault";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { recordAudit, verifyAudit } from "../audit/index.ts";
import type { JobData } from "../jobs.ts";
import { openTestServices, testSettings, withParts } from "../testing/open-test-services.ts";
import { auditActions, testPerson } from "../testing/people.ts";
import {
  createSigningRing,
  firstSigningKeys,
  readSigningKeyStates,
  rotateSigningKeys,
  settleSigningKeys,
  signingKeysFact,
} from "./index.ts";

const masterKey = parseMasterKey("7".repeat(64));
const vault = openVault({ masterKeys: [masterKey], current: masterKey });
const instanceSecret = vault.createDataKey();
const first = firstSigningKeys(instanceSecret);

/** A node of the instance, with a ring of its own. */
async function openNode(connectionString: string) {
  const ring = createSigningRing(vault, first);
  const database = await openDatabase({ connectionString, ...testPasswords, signingKey: ring });
  return { ring, database };
}

const { connectionString, drop } = await createTestDatabase();
const [one, other] = [await openNode(connectionString), await openNode(connectionString)];
const attacker = await openSuperuser(connectionString);
afterAll(async () => {
  await attacker.close();
  await Promise.all([one.database.close(), other.database.close()]);
  await drop();
});
await one.database.transaction((trx) =>
  trx
    .insertInto("instanceFacts")
    .values({ key: signingKeysFact, value: JSON.stringify(first) })
    .execute(),
);
const sent: (keyof JobData)[] = [];
const opened = await openTestServices();
const partsOf = ({ database }: typeof one) =>
  withParts(opened.services, {
    database,
    vault,
    settings: testSettings(),
    jobs: { send: async (_trx, name) => void sent.push(name), forget: async () => 0 },
  });
const [services, elsewhere] = [partsOf(one), partsOf(other)];
const ada = await testPerson(services, "ada");
const { organizationId } = ada;
const actor = { organizationId, kind: "operator" as const, id: null, address: null, requestId: null };
const record = (from: typeof services, action: string) =>
  from.database.withOrganization(organizationId, (trx) =>
    recordAudit(trx, actor, { action, targetKind: "thing", targetId: "1" }),
  );
const verify = async (from = services) => (await verifyAudit(from, { organizationId }))[0]?.problem;
const head = () =>
  one.database.system
    .selectFrom("auditChains")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .executeTakeFirstOrThrow();

afterEach(() => vi.restoreAllMocks());
const later = (seconds: number) => vi.spyOn(clock, "nowMs").mockReturnValue(Date.now() + seconds * 1_000);

test("S24: new keys sign on every node once all know them, what the old ones signed stays right, and cookies are believed on", async () => {
  await record(services, "one.do");
  expect(await verify()).toBeNull();
  const [oldCookie] = one.ring.cookieKeys();
  const before = await rotateSigningKeys(ada.context, { purposes: ["audit", "cookies"] });
  expect(before.find(({ purpose }) => purpose === "audit")).toMatchObject({
    usedSince: null,
    nextAt: expect.any(String),
  });
  expect(sent).toContain("signing-key-change");
  expect(await auditActions(services, organizationId)).toContain("signing_key.rotate");
  // Asked twice it is one change.
  await rotateSigningKeys(ada.context, { purposes: ["audit"] });
  await one.database.transaction((trx) => one.ring.read(trx));
  expect(one.ring.current.id).toBe("");
  expect(one.ring.cookieKeys()).toEqual([oldCookie, expect.any(String)]);

  later(31);
  const [newCookie, ...believed] = one.ring.cookieKeys();
  expect([newCookie === oldCookie, believed]).toEqual([false, [oldCookie]]);
  expect(one.ring.current.id).not.toBe("");
  await record(services, "two.do");
  // A node that heard of nothing signs with the older key, and verifies what the newer one signed.
  await record(elsewhere, "three.do");
  expect(await verify(elsewhere)).toBeNull();
  await record(elsewhere, "four.do");
  expect(await verify()).toBeNull();
  const kinds = await one.database.system.selectFrom("auditEntries").select("signature").execute();
  expect(new Set(kinds.map(({ signature }) => signature?.includes(".")))).toEqual(new Set([true, false]));

  await settleSigningKeys(services);
  expect((await head()).signature.startsWith(`${one.ring.current.id}.`)).toBe(true);
  expect(await verify(elsewhere)).toBeNull();
  const [audit] = (await readSigningKeyStates(services)).filter(({ purpose }) => purpose === "audit");
  expect(audit).toMatchObject({ nextAt: null, older: 1, usedSince: expect.any(String) });
});

test("a cookie key that nothing needs is dropped, an audit key never: it verifies what it signed", async () => {
  later(31 + 3_700);
  await settleSigningKeys(services);
  const states = await readSigningKeyStates(services);
  expect(states.map(({ purpose, older }) => [purpose, older])).toEqual([
    ["tokens", 0],
    ["cookies", 0],
    ["audit", 1],
  ]);
  expect(await verify()).toBeNull();
});

test("who has an older key can change no end of a chain any more", async () => {
  later(40);
  await record(services, "five.do");
  expect(await verify()).toBeNull();
  const genuine = await head();
  const [oldest] = await one.database
    .transaction((trx) => one.ring.read(trx))
    .then((keys) => keys.filter(({ id }) => id === ""));
  expect(oldest?.isClosed).toBe(true);
  const { signHead } = await import("../audit/chain-links.ts");
  const { signature: _, verifiedAt: __, verifiedSequence: ___, problem: ____, ...content } = genuine;
  const forged = signHead(oldest ?? one.ring.current, content);
  await attacker.query(
    `update audit_chains set signature = '${forged}' where organization_id = '${organizationId}'`,
  );
  expect(await verify()).toMatchObject({ kind: "head" });
});

test("only an instance admin has new keys sign", async () => {
  const bob = await testPerson(services, "bob");
  await expect(rotateSigningKeys(bob.context, { purposes: ["audit"] })).rejects.toMatchObject({
    code: "forbidden",
  });
});
