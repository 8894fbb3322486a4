import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { NewsLines } from "../news/news-lines.tsx";
import { refreshNews } from "../news/refresh-news.ts";

/** What the reader was told of lately in the dashboard. */
export function NewsList() {
  const client = useQueryClient();
  const news = useQuery(trpc.notification.list.queryOptions(undefined, { refetchInterval: 30_000 }));
  const markRead = useMutation(
    trpc.notification.markRead.mutationOptions({
      onSuccess: () => refreshNews(client),
    }),
  );
  const { unread = 0 } = news.data ?? {};
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
      <Loadable
        query={news}
        what="your notifications"
        skeleton={<SkeletonRows rows={2} rowClassName="h-14" />}
      >
        {({ notifications }) =>
          notifications.length === 0 ? (
            <p className="text-sm text-muted">Nothing yet.</p>
          ) : (
            <NewsLines label="Lately" news={notifications} className="rounded-lg border border-hairline" />
          )
        }
      </Loadable>
    </section>
  );
}
