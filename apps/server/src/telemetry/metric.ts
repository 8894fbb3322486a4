type Labels = Readonly<Record<string, string>>;

interface Named {
  /** In Prometheus' manner, its unit and, for counters, `_total` at its end. */
  name: string;
  help: string;
}

export interface NumberMetric extends Named {
  type: "gauge" | "counter";
  points: readonly { labels?: Labels; value: number }[];
}

export interface HistogramMetric extends Named {
  type: "histogram";
  /** Upper bounds of the buckets but the last, which has none. */
  bounds: readonly number[];
  points: readonly { labels: Labels; counts: readonly number[]; sum: number }[];
}

/** What can be measured of this node, at one moment. Labels name no person, organization or tool, so that they stay few. */
export type Metric = NumberMetric | HistogramMetric;
