import type { Notification } from "@patchops/contract";
import { useGo } from "../../shell/use-go.ts";
import { Badge } from "../../ui/badge.tsx";
import { cn } from "../../ui/cn.ts";
import { Time } from "../../ui/time.tsx";

export interface NewsLinesProps {
  label: string;
  news: readonly Notification[];
  onFollow?: () => void;
  className?: string;
}

/** What somebody was told, a line each, which leads to where one does something about it. */
export function NewsLines({ label, news, onFollow, className }: NewsLinesProps) {
  const go = useGo();
  return (
    <ul aria-label={label} className={cn("divide-y divide-hairline", className)}>
      {news.map(({ id, title, text, path, createdAt, readAt }) => (
        <li key={id} className="px-4 py-2.5">
          <p className="flex flex-wrap items-center gap-x-2 text-sm">
            <a
              href={path}
              className="font-medium wrap-anywhere text-link underline underline-offset-2"
              onClick={(event) => {
                // The browser keeps its own ways to open a link.
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
                event.preventDefault();
                go(path);
                onFollow?.();
              }}
            >
              {title}
            </a>
            {readAt === null && <Badge tone="accent">new</Badge>}
            <Time at={createdAt} className="text-xs text-muted" />
          </p>
          <p className="text-xs wrap-anywhere text-muted">{text}</p>
        </li>
      ))}
    </ul>
  );
}
