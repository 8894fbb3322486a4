import type { Row } from "../bench/report.ts";
import type { Caller } from "./caller.ts";

interface Stored {
  ids: string[];
  failures: number;
  units: number;
}

async function readCalls(url: string, apiKey: string): Promise<Stored> {
  const answer = await fetch(`${url}/export/calls.csv`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (!answer.ok) throw new Error(`the export answered ${answer.status}`);
  const [head = "", ...lines] = (await answer.text()).trimEnd().split("\r\n");
  const place = (name: string) => head.split(",").indexOf(name);
  const [id, outcome, sent] = [place("id"), place("outcome"), place("sent")];
  // No cell before these holds a comma; messages come after.
  const cells = lines.map((line) => line.split(","));
  return {
    ids: cells.map((row) => row[id] ?? ""),
    failures: cells.filter((row) => row[outcome] !== "ok").length,
    // A call counts against the plan when anything of it reached its upstream.
    units: lines.filter((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)[sent] === "true").length,
  };
}

/**
 * Whether every answered call has exactly one row, and rows, hour and day totals and the period agree, as the account's own pages
 * tell them. `bounds` are 0: what differs is a fault.
 */
export async function verifyCounts(name: string, url: string, caller: Caller): Promise<Row[]> {
  const client = caller.client();
  const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const stored = await readCalls(url, caller.apiKey);
  const [summary, days, hours, quota] = [
    await client.usage.summary({ from }),
    await client.usage.report.query({ from: `${from}T00:00:00Z`, groupBy: "tool", interval: "day" }),
    await client.usage.report.query({ from: `${from}T00:00:00Z`, groupBy: "via", interval: "hour" }),
    await client.usage.quota.query(),
  ];
  const known = new Set(stored.ids);
  const lost = [...caller.heard.answered].filter((id) => !known.has(id)).length;
  const rows = stored.ids.length;
  const differing =
    [summary.calls, days.totals.calls, hours.totals.calls].filter((count) => count !== rows).length +
    [summary.failures, days.totals.failures, hours.totals.failures].filter(
      (count) => count !== stored.failures,
    ).length +
    (quota.calls.used === stored.units ? 0 : 1);
  const note = `${caller.heard.answered.size} answered, ${rows} rows, ${stored.failures} failed, ${stored.units} units`;
  return [
    { name: `${name}: answers without a row`, value: lost, unit: "calls", note, atMost: 0 },
    { name: `${name}: rows twice`, value: rows - known.size, unit: "rows", note: "", atMost: 0 },
    { name: `${name}: totals apart from rows`, value: differing, unit: "of 7", note: "", atMost: 0 },
  ];
}
