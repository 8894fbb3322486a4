import type { NotificationKind } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { NewsList } from "./news-list.tsx";
import { notificationWords } from "./notification-words.ts";
import { WebhookEndpoints } from "./webhook-endpoints.tsx";

const cell = "px-3 max-sm:px-1.5 py-2.5 text-center";

export function NotificationsPage() {
  const client = useQueryClient();
  const settings = useQuery(trpc.notification.settings.queryOptions());
  const maySeeWebhooks = useRefusal("webhook.endpoints") === undefined;
  const endpoints = useQuery(trpc.webhook.endpoints.queryOptions(undefined, { enabled: maySeeWebhooks }));
  const set = useMutation(
    trpc.notification.set.mutationOptions({
      onSuccess: (next) => client.setQueryData(trpc.notification.settings.queryKey(), next),
    }),
  );
  const failure = set.error && toErrorBody(set.error);
  const webhooksFor = (kind: NotificationKind) =>
    endpoints.data?.filter(({ kinds }) => kinds.includes(kind)).length ?? 0;
  return (
    <>
      <PageHeader title="Notifications" description="What you hear of, and how." />
      <div className="flex max-w-160 flex-col gap-8">
        <Loadable
          query={settings}
          what="your notifications"
          skeleton={<SkeletonRows rows={5} rowClassName="h-14" />}
        >
          {(rows) => (
            <div className="overflow-x-auto rounded-lg border border-hairline">
              <table className="w-full text-sm">
                <caption className="sr-only">Notifications by kind and channel</caption>
                <thead>
                  <tr className="border-b border-hairline text-xs text-muted">
                    <th scope="col" className="px-3 py-2 text-left font-medium max-sm:pr-1">
                      Kind
                    </th>
                    <th scope="col" className="px-3 py-2 font-medium max-sm:px-1.5">
                      Mail
                    </th>
                    <th scope="col" className="px-3 py-2 font-medium max-sm:px-1.5">
                      Dashboard
                    </th>
                    {maySeeWebhooks && (
                      <th scope="col" className="px-3 py-2 font-medium max-sm:px-1.5">
                        Webhooks
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody className="divide-y divide-hairline">
                  {rows.map(({ kind, mail, dashboard }) => (
                    <tr key={kind}>
                      <th scope="row" className="px-3 py-2.5 text-left font-normal max-sm:pr-1">
                        <span className="font-medium">{notificationWords[kind].label}</span>
                        <span className="block text-xs text-muted">{notificationWords[kind].hint}</span>
                      </th>
                      <td className={cell}>
                        <Checkbox
                          aria-label={`${notificationWords[kind].label}: mail`}
                          isChecked={mail}
                          onChange={(isOn) => set.mutate({ kind, channel: "mail", isOn })}
                        />
                      </td>
                      <td className={cell}>
                        <Checkbox
                          aria-label={`${notificationWords[kind].label}: dashboard`}
                          isChecked={dashboard}
                          onChange={(isOn) => set.mutate({ kind, channel: "dashboard", isOn })}
                        />
                      </td>
                      {maySeeWebhooks && <td className={cell}>{webhooksFor(kind)}</td>}
                    </tr>
                  ))}
                  <tr>
                    <th scope="row" className="px-3 py-2.5 text-left font-normal max-sm:pr-1">
                      <span className="font-medium">Your account</span>
                      <span className="block text-xs text-muted">
                        Passwords, addresses, devices. Always mailed: they are how you notice somebody else in
                        your account, and how you get back in. So are invitations, by mail alone.
                      </span>
                    </th>
                    <td className={cell} colSpan={maySeeWebhooks ? 3 : 2}>
                      <span className="inline-flex items-center gap-1 text-xs text-muted">
                        <Lock aria-hidden className="size-3.5" />
                        Always by mail, and here
                      </span>
                    </td>
                  </tr>
                </tbody>
              </table>
            </div>
          )}
        </Loadable>
        {failure && <ErrorPanel title="Not changed" cause={failure.message} next={failure.next} />}
        {maySeeWebhooks && <WebhookEndpoints />}
        <NewsList />
      </div>
    </>
  );
}
