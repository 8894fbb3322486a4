import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatDay } from "../../format/format-time.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { toast } from "../../ui/toast.ts";
import { providerNames } from "../auth/provider-names.ts";
import { ProviderProblem } from "../auth/provider-problem.tsx";

/** The accounts elsewhere by which the reader logs in; nothing where there are none and none can be linked. */
export function LinkedLoginsSection() {
  const client = useQueryClient();
  const { problem } = useSearch({ strict: false });
  const logins = useQuery(trpc.account.linkedLogins.queryOptions());
  const link = useMutation(
    trpc.account.linkLogin.mutationOptions({ onSuccess: ({ url }) => window.location.assign(url) }),
  );
  const unlink = useMutation(
    trpc.account.unlinkLogin.mutationOptions({
      onSuccess: (_, { provider }) => {
        void client.invalidateQueries({ queryKey: trpc.account.linkedLogins.queryKey() });
        toast({ title: `${providerNames[provider]} is no longer a way in` });
      },
    }),
  );
  const { linked = [], available = [], hasPassword = true } = logins.data ?? {};
  if (linked.length === 0 && available.length === 0) return null;
  const failure = (link.error ?? unlink.error) && toErrorBody(link.error ?? unlink.error);
  const isLastWay = !hasPassword && linked.length === 1;

  return (
    <section aria-labelledby="linked-logins" className="flex flex-col gap-2">
      <h2 id="linked-logins" className="text-sm font-medium">
        Linked logins
      </h2>
      <ProviderProblem problem={typeof problem === "string" ? problem : undefined} />
      <ul className="divide-y divide-hairline rounded-md border border-hairline">
        {linked.map(({ provider, email, createdAt }) => (
          <li key={provider} className="flex items-center gap-3 px-3 py-2 text-sm">
            <div className="min-w-0 grow">
              <p className="font-medium">{providerNames[provider] ?? provider}</p>
              <p className="truncate text-xs text-muted">
                {email} · since {formatDay(createdAt)}
              </p>
            </div>
            <Button
              size="small"
              isBusy={unlink.isPending}
              disabled={isLastWay}
              aria-label={`Unlink ${providerNames[provider] ?? provider}`}
              onClick={() => {
                if (provider === "github" || provider === "google") unlink.mutate({ provider });
              }}
            >
              Unlink
            </Button>
          </li>
        ))}
        {available.map((provider) => (
          <li key={provider} className="flex items-center gap-3 px-3 py-2 text-sm">
            <p className="min-w-0 grow text-muted">{providerNames[provider]}</p>
            <Button
              size="small"
              isBusy={link.isPending || link.isSuccess}
              aria-label={`Link ${providerNames[provider]}`}
              onClick={() => link.mutate({ provider })}
            >
              Link
            </Button>
          </li>
        ))}
      </ul>
      {isLastWay && (
        <p className="text-xs text-muted">It is the only way into this account, so it cannot be unlinked.</p>
      )}
      {failure && <ErrorPanel title="Not changed" cause={failure.message} next={failure.next} />}
    </section>
  );
}
