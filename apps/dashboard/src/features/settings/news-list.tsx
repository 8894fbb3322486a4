import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";

/** What the reader was told of lately in the dashboard. */
export function NewsList() {
  const client = useQueryClient();
  const news = useQuery(trpc.notification.list.queryOptions(undefined, { refetchInterval: 30_000 }));
  const markRead = useMutation(
    trpc.notification.markRead.mutationOptions({
      onSuccess: () => void client.invalidateQueries({ queryKey: trpc.notification.list.queryKey() }),
    }),
  );
  const { notifications = [], unread = 0 } = news.data ?? {};
  return (
    <section aria-labelledby="news" className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <h2 id="news" className="grow text-sm font-medium">
          Lately
        </h2>
        {unread > 0 && (
          <Button size="small" isBusy={markRead.isPending} onClick={() => markRead.mutate()}>
            Mark all as read
          </Button>
        )}
      </div>
      {notifications.length === 0 ? (
        <p className="text-sm text-muted">Nothing yet.</p>
      ) : (
        <ul className="divide-y divide-hairline rounded-lg border border-hairline">
          {notifications.map(({ id, title, text, path, createdAt, readAt }) => (
            <li key={id} className="px-4 py-2.5">
              <p className="flex flex-wrap items-center gap-2 text-sm">
                <a href={path} className="font-medium text-link underline underline-offset-2">
                  {title}
                </a>
                {readAt === null && <Badge tone="accent">new</Badge>}
                <Time at={createdAt} className="text-xs text-muted" />
              </p>
              <p className="text-xs wrap-anywhere text-muted">{text}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
