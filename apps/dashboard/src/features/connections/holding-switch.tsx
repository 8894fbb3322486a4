import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Switch } from "../../ui/switch.tsx";

/** Whether changed definitions are held, in the whole organization. */
export function HoldingSwitch() {
  const cache = useQueryClient();
  const { scopes } = useSession();
  const query = useQuery(trpc.connection.holding.queryOptions());
  const set = useMutation(
    trpc.connection.setHolding.mutationOptions({
      onSuccess: (answer) => cache.setQueryData(trpc.connection.holding.queryKey(), answer),
    }),
  );
  if (!query.data) return null;
  return (
    <div className="flex flex-col gap-1 border-t border-hairline pt-4">
      <Switch
        isOn={set.isPending ? set.variables.holdsChanges : query.data.holdsChanges}
        isDisabled={!scopes.includes("policies:manage")}
        hint="For all connections of the organization. Off, servers may change what their tools say of themselves unseen."
        onChange={(holdsChanges) => set.mutate({ holdsChanges })}
      >
        Hold changed definitions until somebody has looked at them
      </Switch>
      {set.error && (
        <p role="alert" className="text-sm text-error">
          {toErrorBody(set.error).message}
        </p>
      )}
    </div>
  );
}
