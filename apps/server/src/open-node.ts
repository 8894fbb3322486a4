import type { IncomingMessage, RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createAuthorizationServer, createGateway } from "@patchops/gateway";
import {
  countWorkflowRuns,
  type InstanceKey,
  instanceKeyOf,
  interruptRuns,
  type Log,
  recordRestore,
  resumeRotation,
  runSchedules,
  type Services,
  sendRestoredJobs,
  startAuditChaining,
  startConnectionMonitor,
} from "@patchops/services";
import type { Config } from "./config.ts";
import { countNowAndThen } from "./count-now-and-then.ts";
import { createApp } from "./http/app.ts";
import { clientAddressReader } from "./http/client-address.ts";
import { siteFacts } from "./http/site/site-facts.ts";
import { startWorkers } from "./jobs.ts";
import { openServices } from "./open-services.ts";
import { readNode } from "./telemetry/read-node.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

/** All that works on one state of the data: a restore closes it and opens another. */
export interface Node {
  services: Services;
  /** The key in use, which a rotation changes. */
  readonly instanceKey: InstanceKey;
  listener: RequestListener;
  /** Ends the programs under way and lets none begin any more. Resolves when their ends are stored. */
  interruptRuns(): Promise<void>;
  /** Finishes what is under way, then closes everything, last opened first. */
  close(): Promise<void>;
}

export interface OpenNodeOptions {
  publicUrl: string;
  operatorToken: string;
  sites: { allowedHosts: readonly string[]; allowedOrigins: readonly string[] };
  requestIdOf: (request: IncomingMessage) => string;
  telemetry: Telemetry;
  log: Log;
  onStage: (stage: string) => void;
  /** The process has nothing left to do. */
  onLost: (error: unknown) => void;
  signal?: AbortSignal | undefined;
  beforeOpen?: (ownerConnectionString: string) => Promise<void>;
}

export async function openNode(config: Config, options: OpenNodeOptions): Promise<Node> {
  const { operatorToken, sites, requestIdOf, telemetry, log } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((error: unknown) => log.warn({ error }, "something did not close cleanly"));
    }
  };
  try {
    const opened = await openServices(config, options);
    const { services, queue, clock, cookieKeys, documents } = opened;
    closers.push(opened.close);
    await sendRestoredJobs(services);
    await recordRestore(services);

    const clientAddress = clientAddressReader(config.trustedProxies);
    const authorizationServer = createAuthorizationServer({
      services,
      ...sites,
      clientAddress,
      cookieKeys,
      documents,
    });
    closers.push(() => authorizationServer.close());
    const { accessTokens } = authorizationServer;
    const gateway = createGateway({ services, accessTokens, ...sites, clientAddress });
    const workflowRuns = countNowAndThen(() => countWorkflowRuns(services), []);
    const stopMeasuring = telemetry.measure(() =>
      readNode({ services, gateway, queue, workflowRuns, clock }),
    );
    // After the calls under way have ended.
    closers.push(() => stopMeasuring());
    closers.push(() => gateway.close());
    if (config.roles.includes("worker")) {
      // Jobs end before what they work with is closed.
      closers.push(() => queue.close());
      await startWorkers(queue.boss, services);
      resumeRotation(services).catch((error: unknown) =>
        log.error({ error }, "the master key is half changed"),
      );
      const schedules = runSchedules(services);
      closers.push(() => schedules.stop());
      const monitor = startConnectionMonitor(services);
      closers.push(() => monitor.stop());
      const chaining = startAuditChaining(services);
      closers.push(() => chaining.stop());
    }
    closers.push(() => interruptRuns(services));

    const app = createApp({
      services,
      operatorToken,
      clientAddress,
      requestIdOf,
      sites,
      site: siteFacts(config, services.settings),
      metrics: { read: telemetry.read, token: config.metricsToken },
      isReady: () =>
        services.database.ping().then(
          () => clock.isRight(),
          () => false,
        ),
    });
    const appListener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    const listener: RequestListener = (request, response) => {
      const { url = "" } = request;
      if (/^\/mcp(?:[/?]|$)/.test(url)) void gateway.handle(request, response);
      else if (/^\/(?:oauth|consent|\.well-known)\//.test(url)) {
        void authorizationServer.handle(request, response).then((isAnswered) => {
          if (!isAnswered) void appListener(request, response);
        });
      } else void appListener(request, response);
    };
    return {
      services,
      get instanceKey() {
        return instanceKeyOf(services.masterKeys);
      },
      listener,
      interruptRuns: () => interruptRuns(services),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
