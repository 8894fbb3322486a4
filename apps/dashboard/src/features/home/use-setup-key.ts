import type { CreatedApiKey, McpClient } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";

/**
 * The key of one client's snippet. It is made when someone asks for it and kept in this page's memory only, so that going to
 * another page and back does not lose it; a reload does.
 */
export function useSetupKey(client: McpClient, clientLabel: string, profile: string | undefined) {
  const cache = useQueryClient();
  const queryKey = ["setup-key", client, profile];
  const { data: key = null } = useQuery<CreatedApiKey | null>({
    queryKey,
    queryFn: () => cache.getQueryData<CreatedApiKey>(queryKey) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const create = useMutation(
    trpc.apiKey.create.mutationOptions({
      onSuccess: (created) => {
        cache.setQueryData<CreatedApiKey>(queryKey, created);
        void cache.invalidateQueries({ queryKey: trpc.apiKey.list.queryKey() });
      },
    }),
  );
  return {
    key,
    create: () => create.mutate({ name: clientLabel, ...(profile !== undefined && { profile }) }),
    isPending: create.isPending,
    error: create.error,
  };
}
