import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { DatabaseError } from "../database-error.ts";
import { postmasterState, readPostmaster } from "./postmaster.ts";
import { refusedPasswordError } from "./refused-password-error.ts";
import { tryLogin } from "./try-login.ts";

const staleWaitMs = 10_000;

/** The port of the Postgres that runs on this directory and takes our password; undefined when none is left. */
export async function adoptPostmaster(
  clusterDir: string,
  password: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const deadline = Date.now() + staleWaitMs;
  for (;;) {
    const postmaster = await readPostmaster(clusterDir);
    if (postmaster === undefined) return undefined;
    const state = await postmasterState(postmaster, clusterDir);
    // Left by a killed one: Postgres itself checks that nothing of it is alive.
    if (state === "gone") return undefined;
    if (state === "replaced") {
      // Postgres would take the other program for itself and refuse to start.
      await rm(join(clusterDir, "postmaster.pid"), { force: true });
      return undefined;
    }
    const login = postmaster.port > 0 ? await tryLogin(postmaster.port, password) : "no";
    if (login === "ok") return postmaster.port;
    if (login === "refused") throw refusedPasswordError(clusterDir);
    if (Date.now() > deadline) {
      throw new DatabaseError(
        "data_directory_in_use",
        `Process ${postmaster.pid} is using ${clusterDir}, and it does not answer as our database.`,
        `End it (kill ${postmaster.pid}) and start again, or choose another PATCHOPS_DATA_DIR.`,
      );
    }
    await setTimeout(50, undefined, { signal });
  }
}
