import type { Cli } from "../cli.ts";
import { failedFinding } from "./failed-finding.ts";
import type { Finding } from "./finding.ts";

/** Whether the API key is known, and what it may do. */
export async function checkKey(cli: Cli): Promise<Finding> {
  const check = "key";
  try {
    const account = await cli
      .client()
      .account.current.query(undefined, { signal: cli.terminal.interrupted, timeoutMs: 10_000 });
    return {
      check,
      state: "ok",
      detail: `${account.user.email} in ${account.organization.name}; may ${account.scopes.join(", ")}`,
    };
  } catch (error) {
    return failedFinding(check, error);
  }
}
