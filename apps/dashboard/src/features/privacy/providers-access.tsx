import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { AccessSection } from "./access-section.tsx";

/** Accounts at providers by which PatchOps acts, each with what takes it back there. */
export function ProvidersAccess() {
  const client = useQueryClient();
  const query = useQuery(trpc.connection.list.queryOptions());
  const end = useMutation(
    trpc.connection.signOut.mutationOptions({
      onSuccess: () => void client.invalidateQueries({ queryKey: trpc.connection.list.queryKey() }),
    }),
  );
  return (
    <AccessSection
      title="Providers"
      what="your connections"
      more={<TextLink to="/connections">All connections</TextLink>}
      query={query}
      accessOf={(connections) =>
        connections.flatMap(({ slug, name, signIn }) => {
          const login = signIn?.login;
          if (!signIn || !login) return [];
          return {
            id: slug,
            name,
            detail: (
              <>
                {new URL(signIn.issuer).host}
                {signIn.accounts === "shared" && ", for all members"} · signed in{" "}
                <Time at={login.signedInAt} />
              </>
            ),
          };
        })
      }
      none="PatchOps acts by no account of yours anywhere."
      action="Disconnect"
      warning="It is taken back at the provider, as far as that offers it, and its tokens are deleted here. Calls ask you to sign in again."
      end={{ ...end, mutate: ({ id }, options) => end.mutate({ connection: id }, options) }}
    />
  );
}
