import { useQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { trpc } from "../../api/client.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Popover } from "../../ui/popover.tsx";

const NewsPanel = lazy(() => import("./news-panel.tsx").then((module) => ({ default: module.NewsPanel })));

/** How much somebody was told and has not seen; opens the list, which is seen by that. */
export function Bell() {
  const [isOpen, setIsOpen] = useState(false);
  // With the quota beside it, so that both are asked in one request.
  const { data } = useQuery(trpc.notification.unread.queryOptions(undefined, { refetchInterval: 3_000 }));
  const unread = data?.unread ?? 0;
  useShortcut({ keys: "n", label: "Notifications", group: "Anywhere", run: () => setIsOpen(true) });
  return (
    <Popover
      label="Notifications"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      className="w-88 p-0"
      trigger={
        <IconButton
          label={unread === 0 ? "Notifications" : `Notifications, ${unread} unread`}
          className="relative"
        >
          <BellIcon />
          {unread > 0 && (
            <span
              aria-hidden
              className="absolute -top-px -right-px flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[10px] leading-none font-medium text-on-accent forced-colors:outline-1"
            >
              {unread > 99 ? "99+" : unread}
            </span>
          )}
        </IconButton>
      }
    >
      <Suspense>
        <NewsPanel unread={unread} onFollow={() => setIsOpen(false)} />
      </Suspense>
    </Popover>
  );
}
