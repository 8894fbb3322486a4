import { randomUUID } from "node:crypto";
import { newId } from "@patchops/contract";
import { openSuperuser, waitFor } from "@patchops/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { openTestServices } from "../testing/open-test-services.ts";
import { type AuditActor, dropOldEntries, recordAudit, startAuditChaining, verifyAudit } from "./index.ts";

const { services, lines, connectionString } = await openTestServices();
const { database } = services;
/** A superuser, who can change every row. */
const attacker = await openSuperuser(connectionString);
afterAll(() => attacker.close());

let organizationId = "";
const actor = (): AuditActor => ({
  organizationId,
  kind: "operator",
  id: null,
  address: "192.0.2.1",
  requestId: newId(),
});
const record = (...actions: string[]) =>
  database.withOrganization(organizationId, async (trx) => {
    for (const action of actions) {
      await recordAudit(trx, actor(), {
        action,
        targetKind: "thing",
        targetId: "1",
        // What JSON, Postgres and JavaScript keep differently.
        data: {
          text: "a\0b\ud800",
          number: 1e21,
          small: 1.5e-7,
          none: undefined,
          "10": 1,
          "9": 2,
          list: [null],
        },
      });
    }
  });
const verify = async () => {
  const [verification] = await verifyAudit(services, { organizationId });
  if (verification === undefined) throw new Error("there is no chain");
  return verification;
};
/** As a superuser, on the entry of this place. */
const tamper = (change: string, sequence: number) =>
  attacker.query(change.replaceAll(":org", `'${organizationId}'`).replaceAll(":at", String(sequence)));

beforeEach(async () => {
  organizationId = randomUUID();
  await record("one.do", "two.do", "three.do", "four.do", "five.do");
});

test("what was written is chained and found right, by whichever reading", async () => {
  expect(await verify()).toMatchObject({ sequence: 5, droppedUntil: 0, unsignedUntil: 0, problem: null });
  const first = await verify();
  await record("six.do");
  expect(await verify()).toMatchObject({ sequence: 6, problem: null });
  const rows = await attacker.query(
    "select hash from audit_entries where organization_id = $1 and sequence = 5",
    [organizationId],
  );
  expect(rows).toEqual([{ hash: first.hash }]);
});

test("many writers and nodes that chain at once leave no gap, and no writer waits for them", async () => {
  const nodes = [1, 2].map(() => startAuditChaining(services, { intervalMs: 1 }));
  // Held by a node that hangs: writers go on all the same.
  await attacker.query("begin");
  await attacker.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `audit chain ${organizationId}`,
  ]);
  await Promise.all(Array.from({ length: 60 }, (_, index) => record(`writer.${index}`)));
  await attacker.query("rollback");
  await waitFor(async () => {
    const rows = await attacker.query(
      "select count(*)::int as waiting from audit_entries where organization_id = $1 and sequence is null",
      [organizationId],
    );
    return rows[0]?.waiting === 0;
  });
  await Promise.all(nodes.map((node) => node.stop()));
  expect(await verify()).toMatchObject({ sequence: 65, problem: null });
});

describe("what a superuser does to the rows is found, the first bad entry named", () => {
  const entry = "organization_id = :org and sequence = :at";
  const cases: [what: string, change: string, kind: string, sequence: number | null][] = [
    ["changed action", `update audit_entries set action = 'nothing.do' where ${entry}`, "changed", 3],
    ["changed data", `update audit_entries set data = data || '{"number": 1}' where ${entry}`, "changed", 3],
    ["changed time", `update audit_entries set at = at - interval '1 hour' where ${entry}`, "changed", 3],
    ["changed name", `update audit_entries set actor_name = 'somebody else' where ${entry}`, "changed", 3],
    ["changed hash", `update audit_entries set hash = 'x' where ${entry}`, "moved", 3],
    ["removed", `delete from audit_entries where ${entry}`, "missing", 3],
    [
      "removed at the end",
      "delete from audit_entries where organization_id = :org and sequence = 5",
      "missing",
      5,
    ],
    [
      "removed, the later ones renumbered",
      `delete from audit_entries where ${entry};
       update audit_entries set sequence = sequence - 1 where organization_id = :org and sequence = 4;
       update audit_entries set sequence = sequence - 1 where organization_id = :org and sequence = 5`,
      "moved",
      3,
    ],
    [
      "reordered",
      `update audit_entries set sequence = 99 where ${entry};
       update audit_entries set sequence = 3 where organization_id = :org and sequence = 4;
       update audit_entries set sequence = 4 where organization_id = :org and sequence = 99`,
      "moved",
      3,
    ],
    [
      "inserted in the midst",
      `update audit_entries set sequence = 6 where organization_id = :org and sequence = 5;
       insert into audit_entries (organization_id, id, actor_kind, action, target_kind, sequence, hash)
         values (:org, gen_random_uuid(), 'operator', 'forged.do', 'thing', 5, 'x')`,
      "changed",
      5,
    ],
    [
      "inserted as verbs do",
      `insert into audit_entries (organization_id, id, actor_kind, action, target_kind)
         values (:org, gen_random_uuid(), 'operator', 'forged.do', 'thing')`,
      "foreign",
      6,
    ],
    [
      "copied to another organization's chain",
      `insert into audit_entries select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'sequence', null))).*
         from audit_entries as e where ${entry}`,
      "foreign",
      6,
    ],
    ["unchained and chained anew", `update audit_entries set sequence = null where ${entry}`, "missing", 3],
    [
      "a head that ends earlier",
      "update audit_chains set sequence = 2 where organization_id = :org",
      "head",
      null,
    ],
    ["no head", "delete from audit_chains where organization_id = :org", "head", null],
    [
      "an age that retention drops",
      "update audit_chains set base_sequence = 3 where organization_id = :org",
      "head",
      null,
    ],
  ];
  test.each(cases)("%s", async (_, change, kind, sequence) => {
    await verify();
    await tamper(change, 3);
    const { problem } = await verify();
    expect(problem).toMatchObject({ kind, sequence });
    expect(lines.at(-1)).toMatchObject({ level: "error", fields: { organizationId, kind } });
    await record("after.do");
    expect((await verify()).problem).toMatchObject({ kind, sequence });
  });
});

test("a chain that was put back whole to an older state is found by what a verification said earlier", async () => {
  const early = await verify();
  await attacker.query(
    `create table kept as select * from audit_chains where organization_id = '${organizationId}'`,
  );
  await record("embarrassing.do");
  const known = [await verify()];
  expect(
    (await verifyAudit(services, { organizationId, known: [early] })).map(({ problem }) => problem),
  ).toEqual([null]);
  await tamper(
    `delete from audit_entries where organization_id = :org and sequence > 5;
     delete from audit_chains where organization_id = :org; insert into audit_chains select * from kept; drop table kept`,
    5,
  );
  // The rows alone are right: a key cannot tell old from new.
  expect((await verify()).problem).toBeNull();
  expect(await verifyAudit(services, { organizationId, known })).toMatchObject([
    { problem: { kind: "missing", sequence: 6 } },
  ]);
  await record("other.do");
  expect(await verifyAudit(services, { organizationId, known })).toMatchObject([
    { problem: { kind: "moved", sequence: 6 } },
  ]);
});

test("entries from before signatures are taken into the chain once, at its beginning", async () => {
  const insert = (actions: string[]) =>
    attacker.query(
      `insert into audit_entries (organization_id, id, actor_kind, action, target_kind)
       select $1, gen_random_uuid(), 'user', unnest($2::text[]), 'thing'`,
      [organizationId, actions],
    );
  organizationId = randomUUID();
  await insert(["old.one", "old.two"]);
  expect(await verify()).toMatchObject({ sequence: 2, unsignedUntil: 2, problem: null });
  await record("new.do");
  expect(await verify()).toMatchObject({ sequence: 3, unsignedUntil: 2, problem: null });
  await insert(["forged.do"]);
  expect((await verify()).problem).toMatchObject({ kind: "foreign", sequence: 4 });
});

test("retention leaves a chain that is verifiable, and no evidence goes", async () => {
  await verify();
  const [, , third] = await database.system
    .selectFrom("auditEntries")
    .select("at")
    .where("organizationId", "=", organizationId)
    .orderBy("sequence")
    .execute();
  expect((await dropOldEntries(database, third?.at ?? "")).broken).not.toContain(organizationId);
  const dropped = await verify();
  expect(dropped).toMatchObject({ sequence: 5, problem: null });
  expect(dropped.droppedUntil).toBeLessThanOrEqual(2);
  await tamper(
    "update audit_entries set at = '2020-01-01' where organization_id = :org and sequence <= 4",
    0,
  );
  expect((await dropOldEntries(database, "2021-01-01")).broken).toContain(organizationId);
  expect((await verify()).problem).toMatchObject({ kind: "changed" });
  const left = await attacker.query("select id from audit_entries where organization_id = $1", [
    organizationId,
  ]);
  expect(left).toHaveLength(5 - dropped.droppedUntil);
});
