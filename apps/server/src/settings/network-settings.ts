import { isIP } from "node:net";
import { z } from "zod";
import { httpUrl } from "./http-url.ts";
import { listOf } from "./list-of.ts";
import { readHeaders } from "./read-headers.ts";

function isNetwork(entry: string): boolean {
  const [, address = "", bits] = /^([^/]+)(?:\/(\d+))?$/.exec(entry) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits ?? 0) <= (version === 6 ? 128 : 32);
}

/** Proxies in front, and what is told to monitoring. */
export const networkSettings = z.object({
  PATCHOPS_TRUSTED_PROXIES: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.string().refine(isNetwork, "Use addresses or networks like 10.0.0.0/8.")))
    .prefault("")
    .meta({
      unset: "none",
      description: "Addresses or networks of proxies whose `X-Forwarded-For` is believed: a comma list.",
    }),
  PATCHOPS_METRICS_TOKEN: z.string().min(16, "Use at least 16 characters.").optional().meta({
    unset: "whoever reaches `/metrics` reads it",
    description:
      "What Prometheus sends to read `/metrics`, as `Authorization: Bearer …`. See [Metrics](self-hosting.md#metrics-and-traces).",
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional().meta({
    unset: "nothing is sent",
    description:
      "OpenTelemetry collector that takes traces and metrics by OTLP over HTTP, such as `http://127.0.0.1:4318`. See [Traces](self-hosting.md#metrics-and-traces).",
  }),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .refine((text) => readHeaders(text) !== null, "Use name=value, several with commas between.")
    .optional()
    .meta({ description: "Sent to the collector: `name=value`, several with commas between." }),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number("Use a number from 0 to 1.")
    .min(0, "Use a number from 0 to 1.")
    .max(1, "Use a number from 0 to 1.")
    .default(1)
    .meta({
      description:
        "Share of the traces begun here that is sent. A client's own trace is sent when the client says so.",
    }),
  OTEL_METRIC_EXPORT_INTERVAL: z.coerce
    .number("Use milliseconds, at least 1000.")
    .int()
    .min(1_000, "Use milliseconds, at least 1000.")
    .default(60_000)
    .meta({ description: "Milliseconds between two sendings of the metrics." }),
});
