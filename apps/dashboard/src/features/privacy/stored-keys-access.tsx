import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { AccessSection } from "./access-section.tsx";

const kinds = { bearer: "token", headers: "headers", environment: "environment variables" } as const;

/** Keys of providers that were given to connections, by which PatchOps acts there. */
export function StoredKeysAccess() {
  const client = useQueryClient();
  const query = useQuery(trpc.connection.list.queryOptions());
  const end = useMutation(
    trpc.connection.update.mutationOptions({
      onSuccess: () => void client.invalidateQueries({ queryKey: trpc.connection.list.queryKey() }),
    }),
  );
  return (
    <AccessSection
      title="Keys of providers"
      what="your connections"
      more={<TextLink to="/connections">All connections</TextLink>}
      query={query}
      accessOf={(connections) =>
        connections.flatMap(({ slug, name, credential }) =>
          credential === null
            ? []
            : {
                id: slug,
                name,
                detail: (
                  <>
                    {kinds[credential.kind]} ending in <span className="code">{credential.hint}</span> · since{" "}
                    <Time at={credential.updatedAt} />
                  </>
                ),
              },
        )
      }
      none="No connection uses a key that somebody gave it."
      action="Forget"
      warning="It is deleted here, and calls that need it are refused. At the provider it works until it is revoked there."
      end={{ ...end, mutate: ({ id }, options) => end.mutate({ connection: id, credential: null }, options) }}
    />
  );
}
