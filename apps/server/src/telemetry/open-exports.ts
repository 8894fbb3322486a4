import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Log } from "@patchops/services";
import type { Collector } from "../config.ts";
import { createTracer } from "./create-tracer.ts";
import type { Metric } from "./metric.ts";
import { metricProducer } from "./metric-producer.ts";
import type { TelemetryExports } from "./telemetry.ts";

const exportTimeoutMs = 10_000;
const closeTimeoutMs = 3_000;
/** Of a name or a code: none of ours is longer. */
const maxAttributeLength = 512;

/** Traces and metrics go to the operator's collector over OTLP/HTTP with JSON; one that is away costs a line of log. */
export function openExports(
  { endpoint, headers, sampleRatio, metricsEveryMs }: Collector,
  given: { version: string; log: Log; read: () => Promise<Metric[]> },
): TelemetryExports {
  const { version, log, read } = given;
  const say = (text: string) => log.warn({ reason: reasonIn(text) }, "the collector does not take all");
  diag.setLogger(
    { error: say, warn: say, info: () => undefined, debug: () => undefined, verbose: () => undefined },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const resource = resourceFromAttributes({
    "service.name": "patchops",
    "service.version": version,
    "service.instance.id": randomUUID(),
    "host.name": hostname(),
    "process.pid": process.pid,
  });
  const target = (path: string) => ({ url: `${endpoint}${path}`, headers, timeoutMillis: exportTimeoutMs });
  const traces = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanLimits: { attributeValueLengthLimit: maxAttributeLength },
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(target("/v1/traces")) })],
  });
  const metrics = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(target("/v1/metrics")),
        exportIntervalMillis: metricsEveryMs,
        exportTimeoutMillis: Math.min(exportTimeoutMs, metricsEveryMs),
        metricProducers: [metricProducer(resource, { version, read })],
      }),
    ],
  });
  return {
    tracer: createTracer(traces.getTracer("patchops", version)),
    jobs: { tracerProvider: traces, meterProvider: metrics },
    async close() {
      const ended = Promise.allSettled([traces.shutdown(), metrics.shutdown()]);
      await Promise.race([ended, wait(closeTimeoutMs, undefined, { ref: false })]);
      diag.disable();
    },
  };
}

/** The SDK says an error as JSON, with its stack. */
function reasonIn(text: string): string {
  const [, message = text] = /"message":"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return message.slice(0, 300);
}
