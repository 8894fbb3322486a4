import type { Health } from "@patchops/contract";
import { PatchOpsError } from "@patchops/sdk";
import type { Cli } from "../cli.ts";
import { failedFinding } from "./failed-finding.ts";
import type { Finding } from "./finding.ts";

/** On the server's own host: database, metering and how well the sandbox is shut in. Elsewhere nothing. */
export async function checkOperator(cli: Cli): Promise<Finding[]> {
  let client: ReturnType<Cli["operator"]>;
  try {
    client = cli.operator();
  } catch (error) {
    // Not the server's host, or another user's server: that is no fault.
    if (error instanceof PatchOpsError) return [];
    throw error;
  }
  try {
    const health = await client.operator.health.query(undefined, {
      signal: cli.terminal.interrupted,
      timeoutMs: 10_000,
    });
    return [checkDatabase(health), checkMetering(health), checkSandbox(health), checkWorkflows(health)];
  } catch (error) {
    return [failedFinding("operator", error)];
  }
}

function checkDatabase({ database, platform, node }: Health): Finding {
  const megabytes = Math.round(database.sizeBytes / 1_048_576);
  return {
    check: "database",
    state: "ok",
    detail: `${database.kind}, Postgres ${database.version}, ${megabytes} MB; Node ${node} on ${platform}`,
  };
}

function checkMetering({ metering }: Health): Finding {
  const wrong = metering.lastCheck?.differences ?? 0;
  if (wrong > 0) {
    const detail = `${wrong} totals differ from what was metered: patchops admin recompute`;
    return { check: "metering", state: "failed", detail };
  }
  return {
    check: "metering",
    state: "ok",
    detail: `${metering.unflushedEvents} events wait, last flush ${metering.lastFlushAt ?? "not yet"}`,
  };
}

/** One may be chance, or a machine that is short of memory for a moment. */
const tolerableFailures = 2;

function checkSandbox({ sandbox }: Health): Finding {
  if (sandbox.failuresInRow > tolerableFailures) {
    return {
      check: "sandbox",
      state: "failed",
      detail: `its processes end before they run anything, ${sandbox.failuresInRow} in a row; the server's log says why`,
    };
  }
  const layers = [
    { name: "no network", has: sandbox.isNetworkIsolated },
    { name: "memory limit by the system", has: sandbox.hasDataLimit },
    { name: "a user of its own", has: sandbox.hasOwnUser },
  ];
  if (layers.every(({ has }) => has === null)) {
    return { check: "sandbox", state: "skipped", detail: "what this system allows is being tried" };
  }
  const missing = layers.filter(({ has }) => has === false).map(({ name }) => name);
  const present = layers.filter(({ has }) => has === true).map(({ name }) => name);
  return missing.length === 0
    ? { check: "sandbox", state: "ok", detail: present.join(", ") }
    : {
        check: "sandbox",
        state: "warning",
        detail: `this system lacks: ${missing.join(", ")}; programs still run in isolates of their own processes`,
      };
}

/** None of it is a fault of the server: runs wait as their workflows say, or for people. */
function checkWorkflows({ workflowRuns }: Health): Finding {
  const found = workflowRuns
    .filter(({ count }) => count > 0)
    .map(
      ({ state, count, oldestAt }) => `${count} ${state}${oldestAt && ` since ${oldestAt.slice(0, 16)}Z`}`,
    );
  return { check: "workflows", state: "ok", detail: found.join(", ") || "no run waits or is under way" };
}
