import type { Outcome, Via } from "@patchops/contract";

/** How a call came in, as pages say it. */
export const viaLabels: Record<Via, string> = {
  mcp: "MCP",
  code: "Code",
  workflow: "Workflow",
  dashboard: "Dashboard",
  cli: "CLI",
  sdk: "SDK",
};

export const outcomeLabels: Record<Outcome, string> = {
  ok: "Ok",
  tool_error: "Tool error",
  error: "Error",
  refused: "Refused",
  timed_out: "Timed out",
  cancelled: "Cancelled",
  interrupted: "Interrupted",
};
