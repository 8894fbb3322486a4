import type { HistogramMetric, Metric } from "./metric.ts";

/** The Prometheus text format (exposition formats, version 0.0.4). */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics
    .map((metric) => {
      const { name, help, type } = metric;
      const lines = type === "histogram" ? bucketLines(metric) : numberLines(name, metric.points);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    })
    .join("");
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const quoted = (text: string) =>
    text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${quoted(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}\n`;
}

function numberLines(
  name: string,
  points: readonly { labels?: Readonly<Record<string, string>>; value: number }[],
): string[] {
  return points.map(({ labels = {}, value }) => line(name, labels, value));
}

/** Each bucket holds the ones below it as well. */
function bucketLines({ name, bounds, points }: HistogramMetric): string[] {
  return points.flatMap(({ labels, counts, sum }) => {
    let total = 0;
    const buckets = counts.map((count, place) => {
      total += count;
      return line(`${name}_bucket`, { ...labels, le: String(bounds[place] ?? "+Inf") }, total);
    });
    return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, total)];
  });
}
