import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { AccessSection } from "./access-section.tsx";

/** API keys that work. */
export function KeysAccess() {
  const client = useQueryClient();
  const query = useQuery(trpc.apiKey.list.queryOptions());
  const end = useMutation(
    trpc.apiKey.revoke.mutationOptions({
      onSuccess: () => void client.invalidateQueries({ queryKey: trpc.apiKey.list.queryKey() }),
    }),
  );
  return (
    <AccessSection
      title="API keys"
      what="the API keys"
      more={<TextLink to="/settings/keys">All keys</TextLink>}
      query={query}
      accessOf={(keys) =>
        keys
          .filter(({ revokedAt }) => revokedAt === null)
          .map(({ id, name, createdBy, lastUsedAt }) => ({
            id,
            name,
            detail: (
              <>
                of {createdBy.name ?? createdBy.email} ·{" "}
                {lastUsedAt === null ? (
                  "never used"
                ) : (
                  <>
                    used <Time at={lastUsedAt} />
                  </>
                )}
              </>
            ),
          }))
      }
      none="No key works."
      action="Revoke"
      warning="Clients that use it are refused within 5 s. A key that was revoked does not come back."
      end={{ ...end, mutate: ({ id }, options) => end.mutate({ id }, options) }}
    />
  );
}
