import type { QueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";

/** Once somebody has seen news: wherever they are listed or counted. */
export async function refreshNews(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: trpc.notification.list.queryKey() }),
    client.invalidateQueries({ queryKey: trpc.notification.unread.queryKey() }),
  ]);
}
