import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "../ui/toast.ts";
import { trpc } from "./client.ts";
import { sessionQuery, useSession } from "./session.ts";

/** A switch that belongs to the person, not to the browser; it takes effect before the server has stored it. */
export function usePreference(
  key: "setupHidden" | "compactRows",
): [isOn: boolean, set: (isOn: boolean) => void] {
  const client = useQueryClient();
  const { user } = useSession();
  const save = useMutation(
    trpc.account.setPreference.mutationOptions({
      onMutate: ({ value }) =>
        client.setQueryData(
          sessionQuery.queryKey,
          (before) =>
            before && {
              ...before,
              user: { ...before.user, preferences: { ...before.user.preferences, [key]: value } },
            },
        ),
      onError: () => {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        toast({ title: "Not saved", detail: "The server did not take it. Try again." });
      },
    }),
  );
  return [user.preferences[key] === true, (value) => save.mutate({ key, value })];
}
