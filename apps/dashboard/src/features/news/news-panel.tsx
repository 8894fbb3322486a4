import type { Notification } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trpc } from "../../api/client.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { NewsLines } from "./news-lines.tsx";
import { refreshNews } from "./refresh-news.ts";

/** The list below the bell. It is seen as soon as it is shown; what was new stays marked until it is closed. */
export function NewsPanel({ unread, onFollow }: { unread: number; onFollow: () => void }) {
  const client = useQueryClient();
  const news = useQuery(trpc.notification.list.queryOptions());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const { mutate } = useMutation(
    trpc.notification.markRead.mutationOptions({
      onSuccess: () => refreshNews(client),
    }),
  );
  const { refetch } = news;
  // Told while it is open.
  useEffect(() => {
    if (unread > 0) void refetch();
  }, [unread, refetch]);
  useEffect(() => {
    const unseen = news.data?.notifications.filter(({ readAt }) => readAt === null) ?? [];
    const [newest] = unseen;
    if (newest === undefined) return;
    setFresh((known) => new Set([...known, ...unseen.map(({ id }) => id)]));
    mutate({ upTo: newest.id });
  }, [news.data, mutate]);
  const marked = (notification: Notification): Notification =>
    fresh.has(notification.id) ? { ...notification, readAt: null } : notification;
  return (
    <>
      <div className="flex items-center border-b border-hairline px-4 py-2.5">
        <h2 className="grow text-sm font-medium">Notifications</h2>
        <TextLink to="/settings/notifications" className="text-xs" onClick={onFollow}>
          Settings
        </TextLink>
      </div>
      <Loadable
        query={news}
        what="your notifications"
        skeleton={<SkeletonRows rows={3} rowClassName="h-14" />}
      >
        {({ notifications }) =>
          notifications.length === 0 ? (
            <p className="px-4 py-6 text-center text-sm text-muted">
              Nothing yet. What breaks, fills up, waits for you or concerns your account shows here.
            </p>
          ) : (
            <NewsLines label="Notifications" news={notifications.map(marked)} onFollow={onFollow} />
          )
        }
      </Loadable>
    </>
  );
}
