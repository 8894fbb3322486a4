import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, trpc } from "../../api/client.ts";

/** Reads approvals anew as they are asked and answered, wherever that happens, as long as the component stands. */
export function useApprovalChanges(): void {
  const cache = useQueryClient();
  useEffect(() => {
    const stream = api.approval.changes.subscribe(undefined, {
      onData: () => void cache.invalidateQueries({ queryKey: trpc.approval.pathKey() }),
    });
    return () => stream.unsubscribe();
  }, [cache]);
}
