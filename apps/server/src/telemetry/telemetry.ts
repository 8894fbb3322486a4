import type { Log, Tracer } from "@patchops/services";
import type { ConstructorOptions } from "pg-boss";
import type { Config } from "../config.ts";
import type { Metric } from "./metric.ts";
import { watchProcess } from "./watch-process.ts";

/** What is collected elsewhere, where the operator set a collector. */
export interface TelemetryExports {
  tracer: Tracer;
  /** pg-boss traces its jobs by itself. */
  jobs: NonNullable<ConstructorOptions["openTelemetry"]>;
  /** Sends what is left; gives up after a few seconds. */
  close(): Promise<void>;
}

/** Of this process, whatever node it opens. */
export interface Telemetry {
  /** Null where nothing is exported. */
  exports: TelemetryExports | null;
  /** Measures a node as well from now on, until the returned function is called: from then on it stays as it was last. */
  measure(read: () => Promise<Metric[]>): () => Promise<void>;
  /** Every metric of this moment. */
  read(): Promise<Metric[]>;
  close(): Promise<void>;
}

/** The exporters take a while to load: they are loaded only where they are used. */
export async function openTelemetry(config: Config, log: Log): Promise<Telemetry> {
  const watch = watchProcess();
  let readMore: (() => Promise<Metric[]>) | null = null;
  const read = async () => [...watch.read(), ...((await readMore?.()) ?? [])];
  let exports: TelemetryExports | null = null;
  if (config.collector !== null) {
    const { openExports } = await import("./open-exports.ts");
    exports = openExports(config.collector, { version: config.version, log, read });
  }
  return {
    exports,
    read,
    measure(more) {
      readMore = more;
      return async () => {
        const last = await more();
        if (readMore === more) readMore = async () => last;
      };
    },
    async close() {
      watch.stop();
      await exports?.close();
    },
  };
}
