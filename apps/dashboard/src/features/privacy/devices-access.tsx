import { describeBrowser } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { AccessSection } from "./access-section.tsx";

/** Other browsers in which the person is signed in. */
export function DevicesAccess() {
  const client = useQueryClient();
  const query = useQuery(trpc.session.list.queryOptions());
  const end = useMutation(
    trpc.session.revoke.mutationOptions({
      onSuccess: () => void client.invalidateQueries({ queryKey: trpc.session.list.queryKey() }),
    }),
  );
  return (
    <AccessSection
      title="Other browsers"
      what="your devices"
      more={<TextLink to="/settings/devices">Devices and sign-ins</TextLink>}
      query={query}
      accessOf={(sessions) =>
        sessions
          .filter(({ isCurrent }) => !isCurrent)
          .map(({ id, userAgent, address, lastSeenAt }) => ({
            id,
            name: describeBrowser(userAgent).name,
            detail: (
              <>
                {address} · seen <Time at={lastSeenAt} />
              </>
            ),
          }))
      }
      none="You are signed in here alone."
      action="Sign out"
      warning="That browser asks for the password again."
      end={{ ...end, mutate: ({ id }, options) => end.mutate({ id }, options) }}
    />
  );
}
