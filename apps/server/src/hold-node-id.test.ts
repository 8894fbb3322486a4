import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@patchops/db";
import { openTestDatabase, testPasswords } from "@patchops/testing";
import { afterAll, expect, it } from "vitest";
import { holdNodeId } from "./hold-node-id.ts";

const { database, connectionString } = await openTestDatabase(openDatabase);
const other = await openDatabase({ connectionString, ...testPasswords });
const dataDir = await mkdtemp(join(tmpdir(), "patchops-node-"));
afterAll(async () => {
  await other.close();
  await rm(dataDir, { recursive: true, force: true });
});

it("refuses a node on a copy of another's data directory while that one works, and says what to do", async () => {
  const onLost = () => expect.unreachable("it was taken");
  const [journal, copy] = [join(dataDir, "journal"), join(dataDir, "copy")];
  await holdNodeId(database, { dataDir, journal, onLost });
  await cp(journal, copy, { recursive: true });
  const second = holdNodeId(other, { dataDir: copy, journal: copy, onLost, patienceMs: 0 });
  await expect(second).rejects.toMatchObject({
    problem: expect.stringContaining(`works on this database as the node of ${copy}`),
    remedy: expect.stringContaining("start this one on an empty directory"),
  });
  await holdNodeId(other, { dataDir, journal: join(dataDir, "own"), onLost, patienceMs: 0 });
});
