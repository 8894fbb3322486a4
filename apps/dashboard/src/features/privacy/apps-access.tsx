import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { AccessSection } from "./access-section.tsx";

/** Clients that act by a sign-in here. */
export function AppsAccess() {
  const client = useQueryClient();
  const query = useQuery(trpc.connectedApp.list.queryOptions());
  const end = useMutation(
    trpc.connectedApp.revoke.mutationOptions({
      onSuccess: () => void client.invalidateQueries({ queryKey: trpc.connectedApp.list.queryKey() }),
    }),
  );
  return (
    <AccessSection
      title="Connected apps"
      what="the connected apps"
      more={<TextLink to="/settings/apps">What they may</TextLink>}
      query={query}
      accessOf={(apps) =>
        apps.map(({ id, client: app, user, lastUsedAt }) => ({
          id,
          name: app.name,
          detail: (
            <>
              as {user.email} · {lastUsedAt === null ? "never used" : <Time at={lastUsedAt} />}
            </>
          ),
        }))
      }
      none="No app has signed in."
      action="Revoke"
      warning="Its calls are refused and its open sessions end within 5 s. It has to ask again."
      end={{ ...end, mutate: ({ id }, options) => end.mutate({ id }, options) }}
    />
  );
}
