import type { ExecutionCall } from "@patchops/contract";

/** `demo.list_orders`. A fetch is a tool of no connection. */
export function callName({ connection, tool }: Pick<ExecutionCall, "connection" | "tool">): string {
  return connection === "" ? tool : `${connection}.${tool}`;
}
