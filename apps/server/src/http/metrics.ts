import process from "node:process";
import type { Services } from "@patchops/services";

/** Gauges of this node in the Prometheus text format (version 0.0.4). No names of people, organizations or tools. */
export async function metricsText(services: Services): Promise<string> {
  const meter = services.meter.stats();
  const sandbox = services.sandbox.stats();
  const memory = process.memoryUsage();
  const gauges: [name: string, help: string, value: number][] = [
    ["patchops_uptime_seconds", "Seconds since this process started.", process.uptime()],
    ["patchops_memory_rss_bytes", "Resident memory of this process.", memory.rss],
    ["patchops_memory_heap_used_bytes", "JavaScript heap in use.", memory.heapUsed],
    ["patchops_meter_journal_bytes", "Bytes of the metering journal.", meter.journalBytes],
    ["patchops_meter_unflushed_events", "Metered events not yet in the database.", meter.unflushedEvents],
    [
      "patchops_meter_open_admissions",
      "Calls let in while limits could not be checked.",
      meter.openAdmissions,
    ],
    ["patchops_sandbox_children", "Sandbox processes.", sandbox.children],
    ["patchops_sandbox_running", "Programs running now.", sandbox.running],
    ["patchops_sandbox_waiting", "Programs waiting for a free place.", sandbox.waiting],
    [
      "patchops_sandbox_failures",
      "Sandbox processes lost in a row before they ran anything.",
      sandbox.failuresInRow,
    ],
  ];
  return gauges
    .map(([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`)
    .join("");
}
