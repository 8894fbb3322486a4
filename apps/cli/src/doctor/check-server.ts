import type { Cli } from "../cli.ts";
import { exitCodeOfError } from "../exit-code.ts";
import { version } from "../version.ts";
import { failedFinding } from "./failed-finding.ts";
import type { Finding } from "./finding.ts";

/** Whether PatchOps answers at the address, and whether it fits this CLI. */
export async function checkServer(cli: Cli): Promise<Finding> {
  const check = "server";
  try {
    const startedMs = performance.now();
    const info = await cli
      .anonymous()
      .instance.info.query(undefined, { signal: cli.terminal.interrupted, timeoutMs: 10_000 });
    const tookMs = Math.round(performance.now() - startedMs);
    const detail = `${cli.url} answers as version ${info.version} (${tookMs} ms)`;
    if (info.version === version) return { check, state: "ok", detail };
    return {
      check,
      state: "warning",
      detail: `${detail}; this CLI is ${version}`,
      next: "Bring both to one version.",
    };
  } catch (error) {
    const finding = failedFinding(check, error);
    const { config, url } = cli;
    const isToldNowhere = config.url === null && url === config.defaultUrl;
    if (finding.exitCode !== exitCodeOfError("unreachable") || !isToldNowhere) return finding;
    return {
      ...finding,
      next: "npm start starts one; for a server at another address: export PATCHOPS_URL=http://…",
    };
  }
}
