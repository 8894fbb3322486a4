import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "@patchops/contract";
import { lockDataDirectory } from "@patchops/db";
import {
  type CheckedBackup,
  instanceContents,
  type Log,
  requireKey,
  restoreBackup,
  restoreFolder,
} from "@patchops/services";
import type { Config } from "./config.ts";
import { writeHandshake } from "./data-directory.ts";
import { createHttpServer, listen, requestIds } from "./http/listen.ts";
import { createOperatorDoor, type RestoreWishes } from "./http/operator-door.ts";
import { openNode } from "./open-node.ts";
import { receiveBackup } from "./receive-backup.ts";
import { sendBackup } from "./send-backup.ts";
import { openTelemetry } from "./telemetry/telemetry.ts";

export interface RunningServer {
  /** The public address. */
  url: string;
  /** The one that is listened on. */
  localUrl: string;
  /** No account yet. */
  isFresh: boolean;
  /** Finishes what is under way, then closes everything, last opened first. */
  stop(): Promise<void>;
}

export interface StartOptions {
  log: Log;
  onStage?: (stage: string) => void;
  /** Breaks off the start: what was opened is closed, then the promise rejects. */
  signal?: AbortSignal;
  /** After a restore the server could not be opened again, or another took its node's id: the process has nothing left to do. */
  onLost?: (error: unknown) => void;
}

const requestDeadlineMs = 8_000;
/** The ends of programs are stored in no time, unless the database is away. */
const runsDeadlineMs = 2_000;

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Hosts by which browsers and clients may name this server; another name that resolves to us is refused (S5). */
function allowedHosts(config: Config, publicUrl: string): string[] {
  const own = ["127.0.0.1", "localhost", "[::1]", new URL(publicUrl).hostname.toLowerCase()];
  return config.isLoopback ? own : [...own, bracketed(config.host).toLowerCase()];
}

/** Starts the whole product in this process. Throws `StartError` or `DatabaseError`, each with cause and remedy. */
export async function startServer(config: Config, options: StartOptions): Promise<RunningServer> {
  const { log, onStage = () => undefined, signal, onLost = () => undefined } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((error: unknown) => log.warn({ error }, "something did not close cleanly"));
    }
  };
  try {
    const lock = await lockDataDirectory(config.dataDir);
    closers.push(() => lock.release());
    const http = createHttpServer();
    const port = await listen(http.server, config.host, config.port);
    closers.push(() => http.close(requestDeadlineMs));
    const localUrl = `http://${bracketed(config.isLoopback ? config.host : "127.0.0.1")}:${port}`;
    const publicUrl = config.publicUrl ?? localUrl;

    const operatorToken = randomBytes(32).toString("base64url");
    const requestIdOf = requestIds();
    const sites = { allowedHosts: allowedHosts(config, publicUrl), allowedOrigins: config.allowedOrigins };
    const telemetry = await openTelemetry(config, log);
    closers.push(() => telemetry.close());
    const parts = { publicUrl, operatorToken, sites, requestIdOf, telemetry, log, onStage, onLost };
    let node = await openNode(config, { ...parts, signal });
    let restoring: Promise<unknown> | undefined;
    // A restore under way opens a node of its own, which is then the one to be closed.
    closers.push(async () => {
      await restoring?.catch(() => undefined);
      await node.close();
    });
    signal?.throwIfAborted();

    async function restore(
      request: IncomingMessage,
      response: ServerResponse,
      { isReplacing, say }: RestoreWishes,
    ): Promise<Record<string, unknown>> {
      const folder = restoreFolder(config.dataDir);
      let backup: CheckedBackup;
      try {
        const setBack = http.setRequestTimeout(0);
        backup = await receiveBackup(request, config.dataDir).finally(setBack);
        requireKey(backup.manifest, node.instanceKey);
        await requireEmpty(isReplacing);
        say("The backup is whole. The server pauses.");
        await http.pause(response, requestDeadlineMs);
        // Somebody may have signed up in the meantime.
        await requireEmpty(isReplacing);
      } catch (error) {
        await folder.remove();
        serve();
        throw error;
      }
      const key = node.instanceKey;
      await node.close();
      // What fails the restore leaves the old state, which is opened again.
      let failure: unknown;
      try {
        node = await openNode(config, {
          ...parts,
          beforeOpen: (ownerConnectionString) =>
            restoreBackup(backup, {
              dataDir: config.dataDir,
              ownerConnectionString,
              key,
              onTable: (table) => say(`Restoring ${table}`),
            }).catch((error: unknown) => {
              failure = error;
            }),
        });
      } catch (error) {
        response.once("close", () => onLost(error));
        throw error;
      }
      serve();
      if (failure !== undefined) throw failure;
      const { madeAt, version } = backup.manifest;
      return { madeAt, version, ...(await instanceContents(node.services)) };
    }

    async function requireEmpty(isReplacing: boolean): Promise<void> {
      if (isReplacing || (await instanceContents(node.services)).organizations === 0) return;
      throw new AppError("conflict", "This instance has organizations. A restore would take them away.", {
        next: "Restore into a new data directory, or add --replace to put the backup in their place.",
      });
    }

    const operatorDoor = createOperatorDoor({
      operatorToken,
      publicUrl,
      sites,
      requestIdOf,
      log,
      backup: (response) => sendBackup(node.services, node.instanceKey, response),
      async restore(request, response, how) {
        if (restoring !== undefined) throw new AppError("conflict", "Another restore is under way.");
        const own = restore(request, response, how);
        restoring = own;
        try {
          return await own;
        } finally {
          restoring = undefined;
        }
      },
    });
    const serve = () =>
      http.serve((request, response) => {
        if (request.url?.startsWith("/operator/")) void operatorDoor(request, response);
        else node.listener(request, response);
      });

    // Requests end before what they work with is closed.
    closers.push(() => http.close(requestDeadlineMs));
    // Programs end before the requests that follow them, so that those hear of it.
    closers.push(() => Promise.race([node.interruptRuns(), wait(runsDeadlineMs, undefined, { ref: false })]));
    const handshake = await writeHandshake(config.dataDir, localUrl, operatorToken);
    closers.push(() => handshake.remove());
    serve();
    const first = await node.services.database.transaction((trx) =>
      trx.selectFrom("users").select("id").limit(1).executeTakeFirst(),
    );
    signal?.throwIfAborted();
    return { url: publicUrl, localUrl, isFresh: first === undefined, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
