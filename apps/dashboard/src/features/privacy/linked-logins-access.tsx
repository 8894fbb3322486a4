import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { providerNames } from "../auth/provider-names.ts";
import { AccessSection } from "./access-section.tsx";

/** Accounts elsewhere by which the person signs in; nothing where there are none. */
export function LinkedLoginsAccess() {
  const client = useQueryClient();
  const query = useQuery(trpc.account.linkedLogins.queryOptions());
  const end = useMutation(
    trpc.account.unlinkLogin.mutationOptions({
      onSuccess: () => void client.invalidateQueries({ queryKey: trpc.account.linkedLogins.queryKey() }),
    }),
  );
  if (query.data?.linked.length === 0) return null;
  return (
    <AccessSection
      title="Ways in by other accounts"
      what="your linked logins"
      more={<TextLink to="/settings/password">Password, passkeys and logins</TextLink>}
      query={query}
      accessOf={({ linked }) =>
        linked.map(({ provider, email, lastUsedAt }) => ({
          id: provider,
          name: providerNames[provider] ?? provider,
          detail: (
            <>
              {email} ·{" "}
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
      none="You sign in by no other account."
      action="Unlink"
      warning="It is no way in any more. The last way into the account cannot be unlinked."
      end={{
        ...end,
        mutate: ({ id }, options) => {
          if (id === "github" || id === "google") end.mutate({ provider: id }, options);
        },
      }}
    />
  );
}
