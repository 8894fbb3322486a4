import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";
import type { NumberMetric } from "./metric.ts";

interface ProcessWatch {
  read(): NumberMetric[];
  stop(): void;
}

const resolutionMs = 20;

/** Memory, CPU time and how late the event loop is, under the names that Prometheus' own clients use. */
export function watchProcess(): ProcessWatch {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const startedSeconds = Date.now() / 1_000 - process.uptime();
  // What it measures is how long its timer took, which is meant to take that long.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3);

  return {
    read() {
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const quantile = (percent: number) => ({
        labels: { quantile: String(percent / 100) },
        value: delay.count === 0 ? 0 : late(delay.percentile(percent)),
      });
      const metrics: NumberMetric[] = [
        gauge("patchops_uptime_seconds", "Seconds since this process started.", process.uptime()),
        gauge("process_start_time_seconds", "When this process started, as a Unix time.", startedSeconds),
        {
          ...gauge("process_cpu_seconds_total", "CPU time of this process.", (user + system) / 1e6),
          type: "counter",
        },
        gauge("process_resident_memory_bytes", "Resident memory of this process.", rss),
        gauge("patchops_memory_rss_bytes", "The same under its earlier name.", rss),
        gauge("patchops_memory_heap_used_bytes", "JavaScript heap in use.", heapUsed),
        gauge("patchops_memory_heap_size_bytes", "JavaScript heap, its free part included.", heapTotal),
        gauge("patchops_memory_external_bytes", "Memory of buffers and native objects.", external),
        {
          name: "patchops_event_loop_delay_seconds",
          help: "How late the event loop was since the last reading.",
          type: "gauge",
          points: [quantile(50), quantile(99), quantile(100)],
        },
      ];
      delay.reset();
      return metrics;
    },
    stop: () => delay.disable(),
  };
}

function gauge(name: string, help: string, value: number): NumberMetric {
  return { name, help, type: "gauge", points: [{ value }] };
}
