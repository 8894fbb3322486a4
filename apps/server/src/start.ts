import { getRequestListener } from "@hono/node-server";
import { lockDataDirectory } from "@patchops/db";
import { createGateway } from "@patchops/gateway";
import { interruptRuns, type Log, startConnectionMonitor } from "@patchops/services";
import type { Config } from "./config.ts";
import { writeHandshake } from "./data-directory.ts";
import { createApp } from "./http/app.ts";
import { clientAddressReader } from "./http/client-address.ts";
import { createHttpServer, listen, requestIds } from "./http/listen.ts";
import { startWorkers } from "./jobs.ts";
import { openServices } from "./open-services.ts";

export interface RunningServer {
  url: string;
  /** No account yet. */
  isFresh: boolean;
  /** Finishes what is under way, then closes everything, last opened first. */
  stop(): Promise<void>;
}

const requestDeadlineMs = 8_000;

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Hosts by which browsers and clients may name this server; another name that resolves to us is refused (S5). */
function allowedHosts(config: Config, publicUrl: string): string[] {
  const own = ["127.0.0.1", "localhost", "[::1]", new URL(publicUrl).hostname.toLowerCase()];
  return config.isLoopback ? own : [...own, bracketed(config.host).toLowerCase()];
}

/** Starts the whole product in this process. Throws `StartError` or `DatabaseError`, each with cause and remedy. */
export async function startServer(
  config: Config,
  options: {
    log: Log;
    onStage?: (stage: string) => void;
    /** Breaks off the start: what was opened is closed, then the promise rejects. */
    signal?: AbortSignal;
  },
): Promise<RunningServer> {
  const { log, onStage = () => undefined, signal } = options;
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

    const { services, queue, close } = await openServices(config, { publicUrl, log, onStage, signal });
    closers.push(close);
    signal?.throwIfAborted();
    // Requests end before what they work with is closed.
    closers.push(() => http.close(requestDeadlineMs));
    const handshake = await writeHandshake(config.dataDir, localUrl);
    closers.push(() => handshake.remove());

    const clientAddress = clientAddressReader(config.trustedProxies);
    const requestIdOf = requestIds();
    const sites = { allowedHosts: allowedHosts(config, publicUrl), allowedOrigins: config.allowedOrigins };
    const gateway = createGateway({ services, ...sites, clientAddress });
    closers.push(() => gateway.close());
    if (config.roles.includes("worker")) {
      // Jobs end before what they work with is closed.
      closers.push(() => queue.close());
      await startWorkers(queue.boss, services);
      const monitor = startConnectionMonitor(services);
      closers.push(() => monitor.stop());
    }
    closers.push(() => interruptRuns(services));

    const app = createApp({
      services,
      operatorToken: handshake.operatorToken,
      clientAddress,
      requestIdOf,
      sites,
      isReady: () =>
        services.database.ping().then(
          () => true,
          () => false,
        ),
    });
    const appListener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    http.serve((request, response) => {
      const isMcp = /^\/mcp(?:[/?]|$)/.test(request.url ?? "");
      void (isMcp ? gateway.handle(request, response) : appListener(request, response));
    });
    const first = await services.database.transaction((trx) =>
      trx.selectFrom("users").select("id").limit(1).executeTakeFirst(),
    );
    signal?.throwIfAborted();
    return { url: publicUrl, isFresh: first === undefined, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
