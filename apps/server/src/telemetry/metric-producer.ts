import { type HrTime, ValueType } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { Metric } from "./metric.ts";

function timeOf(ms: number): HrTime {
  const seconds = Math.trunc(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}

/** The metrics of `/metrics`, under the same names, for OpenTelemetry's exporter. */
export function metricProducer(
  resource: Resource,
  { version, read }: { version: string; read: () => Promise<Metric[]> },
): MetricProducer {
  const startTime = timeOf(performance.timeOrigin);
  return {
    async collect() {
      const times = { startTime, endTime: timeOf(Date.now()) };
      const metrics = (await read()).map((metric) => asData(metric, times));
      const scope = { name: "patchops", version };
      return { resourceMetrics: { resource, scopeMetrics: [{ scope, metrics }] }, errors: [] };
    },
  };
}

function asData(metric: Metric, times: { startTime: HrTime; endTime: HrTime }): MetricData {
  const { name, help: description } = metric;
  const unit = /_(seconds|bytes)(_total)?$/.exec(name)?.[1] ?? "";
  const common = {
    descriptor: {
      name,
      description,
      unit: unit === "seconds" ? "s" : unit === "bytes" ? "By" : "1",
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (metric.type === "histogram") {
    return {
      ...common,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: metric.points.map(({ labels, counts, sum }) => ({
        ...times,
        attributes: labels,
        value: {
          buckets: { boundaries: [...metric.bounds], counts: [...counts] },
          sum,
          count: counts.reduce((total, count) => total + count, 0),
        },
      })),
    };
  }
  const dataPoints = metric.points.map(({ labels = {}, value }) => ({ ...times, attributes: labels, value }));
  if (metric.type === "gauge") return { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
  return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
}
