import type { QueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";

/** After a change of the rules: what they say of tools has changed with them. */
export function refreshPolicies(cache: QueryClient): void {
  void cache.invalidateQueries({ queryKey: trpc.policy.pathKey() });
  void cache.invalidateQueries({ queryKey: trpc.tool.pathKey() });
}
