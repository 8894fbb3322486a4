import type { AddConnectionInput, Connection } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, trpc } from "../../api/client.ts";

/** Adds connections one after the other; each is kept when its server does not answer, so that it can be mended. */
export function useAddConnections(onAdded: (connections: Connection[]) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (inputs: AddConnectionInput[]) => {
      const added: Connection[] = [];
      try {
        for (const input of inputs) {
          added.push(await api.connection.add.mutate({ ...input, onFailure: "keep", wait: false }));
        }
      } finally {
        if (added.length > 0) onAdded(added);
        void client.invalidateQueries({ queryKey: trpc.connection.list.queryKey() });
      }
      return added;
    },
  });
}
