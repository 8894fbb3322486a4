import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { MasterKeyStatus } from "@patchops/contract";
import { startEmbeddedPostgres } from "@patchops/db";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { openVault, parseMasterKey } from "@patchops/vault";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import type { Suite } from "./suite.ts";
import { withOwner } from "./with-owner.ts";

const name = "master key changed";
const callers = 6;
const organizations = 1_500;
const token = "a-seeded-token-of-the-upstream";
const [oldKey, newKey] = ["5a".repeat(32), "c3".repeat(32)];

/**
 * Two nodes on one Postgres go over to a new master key under calls that need a sealed credential: restarted one after the other with
 * both keys, every data key wrapped and every secret sealed anew, the node that does it killed on the way, the old key
 * removed, and both restarted with the new key alone. A node is sent no calls before it is stopped, as a balancer does it; else
 * no call may fail.
 */
export const rotations: Suite = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-faults-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const fixture = await startMcpFixture();
  fixture.setTools([{ name: "echo" }]);
  const envWith = (master: string, previous?: string) => ({
    DATABASE_URL: postgres.connectionString,
    PATCHOPS_MASTER_KEY: master,
    ...(previous === undefined ? {} : { PATCHOPS_MASTER_KEY_PREVIOUS: previous }),
  });
  const first = await startInstance({ env: envWith(oldKey) });
  const nodes: Instance[] = [first, await startInstance({ env: envWith(oldKey) })];
  const isServing = [true, true];
  const stopping = new AbortController();
  const { signal } = stopping;
  try {
    const { apiKey } = await first.setUp();
    await first.cli(["connections", "add", fixture.url, "--name", "sealed", "--bearer", token], { apiKey });
    await seedDataKeys(postgres.connectionString);
    // Each pair of callers has a node of its own, and goes to the other one while that is out.
    const places = nodes.map((_, place) =>
      createCaller(() => nodes[isServing[place] ? place : 1 - place]?.url ?? "", apiKey),
    );
    const working = places.map((caller) =>
      caller.keepCalling("sealed_echo", { callers: callers / 2, signal, pauseMs: 5 }),
    );
    const answered = () => places.reduce((sum, { heard }) => sum + heard.answered.size, 0);
    const refused = () =>
      places.reduce(
        (sum, { heard }) => sum + [...heard.refused.values()].reduce((one, two) => one + two, 0),
        0,
      );

    /** Takes a node out, and waits for the calls that it was sent. */
    async function takeOut(place: number): Promise<Instance> {
      const node = nodes[place];
      if (!node) throw new Error("there is no node");
      isServing[place] = false;
      await wait(1_000);
      return node;
    }
    async function putBack(place: number, env: Record<string, string>): Promise<void> {
      const { dataDir: own } = nodes[place] ?? first;
      nodes[place] = await startInstance({ env, dataDir: own });
      isServing[place] = true;
    }
    async function roll(env: Record<string, string>): Promise<void> {
      for (const place of [0, 1]) {
        await (await takeOut(place)).end();
        await putBack(place, env);
      }
    }
    const statusOn = async (place: number): Promise<MasterKeyStatus> =>
      JSON.parse((await nodes[place]?.cli(["admin", "key-status", "--json"]))?.stdout ?? "");

    await roll(envWith(newKey, oldKey));
    const beforeChange = answered();
    const working0 = await takeOut(0);
    const beganMs = performance.now();
    const asked = working0.cli(["admin", "rotate-key", "--reseal"]);
    await waitFor(
      async () => {
        const { rotation, dataKeys } = await statusOn(1);
        return rotation !== null && dataKeys.left < dataKeys.total;
      },
      { timeoutMs: 60_000, intervalMs: 20 },
    );
    await working0.end("SIGKILL");
    const killedMs = performance.now();
    await asked;
    const atKill = await statusOn(1);
    // The other node hears nothing of its worker any more, and carries the change on.
    await waitFor(async () => (await statusOn(1)).rotation?.finishedAt != null, {
      timeoutMs: 900_000,
      // Each look is a command of its own, which takes time from what it looks at.
      intervalMs: 5_000,
    });
    const [changeMs, takeoverMs] = [performance.now() - beganMs, performance.now() - killedMs];
    const duringChange = answered() - beforeChange;
    await putBack(0, envWith(newKey, oldKey));
    const removed = await nodes[0]?.cli(["admin", "remove-old-keys", "--yes"]);
    await roll(envWith(newKey));
    const beforeAlone = answered();
    await wait(2_000);
    const alone = answered() - beforeAlone;
    stopping.abort();
    await Promise.all(working);
    const audit = await nodes[0]?.cli(["admin", "verify-audit", "--json"]);
    const end = await statusOn(0);
    const bare = fixture.requests.filter(({ headers }) => headers.authorization !== `Bearer ${token}`).length;
    const wrong = Object.entries({
      "it was over before the kill": atKill.rotation?.finishedAt !== null,
      [`old keys stayed: ${removed?.stderr}`]: removed?.code !== 0,
      [`the audit log was not whole: ${audit?.stdout}${audit?.stderr}`]: audit?.code !== 0,
      [`${end.dataKeys.left} data keys were left, and other master keys: ${end.otherIds.join()}`]:
        end.dataKeys.left !== 0 || end.otherIds.length !== 0,
    }).flatMap(([what, isSo]) => (isSo ? [what] : []));
    return [
      {
        name: `${name}: failed calls`,
        value: refused(),
        unit: "calls",
        note: describeRefused(places),
        atMost: 0,
      },
      { name: `${name}: calls`, value: answered(), unit: "calls", note: `${duringChange} during the change` },
      { name: `${name}: calls with the new key alone`, value: alone, unit: "calls", note: "", atLeast: 1 },
      { name: `${name}: without their credential`, value: bare, unit: "requests", note: "", atMost: 0 },
      { name: `${name}: faults`, value: wrong.length, unit: "", note: wrong.join("; "), atMost: 0 },
      {
        name: `${name}: the change`,
        value: changeMs / 1_000,
        unit: "s",
        note: `${end.dataKeys.total} data keys; ${(takeoverMs / 1_000).toFixed(0)} s of it after the kill, when ${atKill.dataKeys.left} were left`,
      },
    ];
  } finally {
    stopping.abort();
    await Promise.all(nodes.map((node) => node.dispose()));
    await fixture.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

function describeRefused(places: readonly ReturnType<typeof createCaller>[]): string {
  return places
    .flatMap(({ heard }) => [...heard.refused].map(([code, count]) => `${count} ${code}`))
    .join(", ");
}

/** Organizations with a data key each, so that a change takes its time. */
async function seedDataKeys(connectionString: string): Promise<void> {
  const current = parseMasterKey(oldKey);
  const vault = openVault({ masterKeys: [current], current });
  const keys = Array.from({ length: organizations }, () => vault.createDataKey());
  await withOwner(connectionString, async (owner) => {
    await owner.query(
      `insert into organizations (id, name, plan)
       select id, 'Seeded', 'self_hosted' from unnest($1::uuid[]) as id`,
      [keys.map(({ id }) => id)],
    );
    await owner.query(
      `insert into data_keys (organization_id, id, wrapped, master_key_id)
       select id, id, wrapped, $3 from unnest($1::uuid[], $2::text[]) as seeded (id, wrapped)`,
      [keys.map(({ id }) => id), keys.map(({ wrapped }) => wrapped), current.id],
    );
  });
}
