import type { AppRouter } from "@patchops/api";
import { useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { trpc } from "../../api/client.ts";

type ConnectionAnswer = inferRouterOutputs<AppRouter>["connection"]["get"];

/** Shows a changed connection at once, wherever it stands; what follows from the change is fetched. */
export function useKeepConnection(connection: string): (answer: ConnectionAnswer) => void {
  const client = useQueryClient();
  return (answer) => {
    client.setQueryData(trpc.connection.get.queryKey({ connection }), answer);
    void client.invalidateQueries({ queryKey: trpc.connection.list.queryKey() });
    void client.invalidateQueries({ queryKey: trpc.tool.pathKey() });
  };
}
