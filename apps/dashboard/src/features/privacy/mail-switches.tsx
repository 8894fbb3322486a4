import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { notificationWords } from "../settings/notification-words.ts";

/** Every kind of mail that one may do without. */
export function MailSwitches() {
  const client = useQueryClient();
  const query = useQuery(trpc.notification.settings.queryOptions());
  const set = useMutation(
    trpc.notification.set.mutationOptions({
      onSuccess: (next) => client.setQueryData(trpc.notification.settings.queryKey(), next),
    }),
  );
  return (
    <section aria-labelledby="mails-title" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="mails-title" className="text-md font-semibold">
          Mails
        </h2>
        <TextLink to="/settings/notifications" className="text-xs">
          In the dashboard, too
        </TextLink>
      </div>
      <p className="text-sm text-muted">
        Mails about the safety of your account, payments and this page always come.
      </p>
      <Loadable
        query={query}
        what="your notifications"
        skeleton={<SkeletonRows rows={4} rowClassName="h-8" />}
      >
        {(rows) => (
          <div className="flex flex-col gap-3 rounded-lg border border-hairline px-4 py-3">
            {rows.map(({ kind, mail }) => (
              <Switch key={kind} isOn={mail} onChange={(isOn) => set.mutate({ kind, channel: "mail", isOn })}>
                {notificationWords[kind].label}
              </Switch>
            ))}
          </div>
        )}
      </Loadable>
      {set.error && (
        <p role="alert" className="text-sm text-error">
          {toErrorBody(set.error).message}
        </p>
      )}
    </section>
  );
}
