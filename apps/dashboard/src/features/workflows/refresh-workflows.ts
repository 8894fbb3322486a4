import type { QueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";

/** Everything that is known of workflows is read again; what clients are offered changes with them. */
export async function refreshWorkflows(cache: QueryClient): Promise<void> {
  await Promise.all([
    cache.invalidateQueries({ queryKey: trpc.workflow.pathKey() }),
    cache.invalidateQueries({ queryKey: trpc.tool.pathKey() }),
  ]);
}
