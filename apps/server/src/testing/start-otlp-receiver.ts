import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { json } from "node:stream/consumers";

type Value = { stringValue?: string; intValue?: number | string; boolValue?: boolean; doubleValue?: number };
type Attributes = { key: string; value: Value }[];

interface OtlpSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  attributes: Attributes;
  status?: { code?: number };
}

interface OtlpMetric {
  name: string;
  unit?: string;
  gauge?: unknown;
  sum?: { isMonotonic: boolean };
  histogram?: { dataPoints: { attributes: Attributes; count: number | string; bucketCounts: unknown[] }[] };
}

interface OtlpBody {
  resourceSpans?: { resource: { attributes: Attributes }; scopeSpans: { spans: OtlpSpan[] }[] }[];
  resourceMetrics?: { resource: { attributes: Attributes }; scopeMetrics: { metrics: OtlpMetric[] }[] }[];
}

interface OtlpReceiver {
  url: string;
  requests: { path: string; headers: IncomingHttpHeaders; body: OtlpBody }[];
  spans(): OtlpSpan[];
  metrics(): OtlpMetric[];
  close(): Promise<void>;
}

/** What OpenTelemetry's attributes say, as an object. */
export function otlpAttributes(attributes: Attributes): Record<string, Value[keyof Value]> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** A collector that keeps what it is sent (OTLP over HTTP with JSON). */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const requests: OtlpReceiver["requests"] = [];
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as OtlpBody;
    requests.push({ path: request.url ?? "", headers: request.headers, body });
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    spans: () =>
      requests.flatMap(({ body }) =>
        (body.resourceSpans ?? []).flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
    metrics: () =>
      requests.flatMap(({ body }) =>
        (body.resourceMetrics ?? []).flatMap(({ scopeMetrics }) =>
          scopeMetrics.flatMap(({ metrics }) => metrics),
        ),
      ),
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
