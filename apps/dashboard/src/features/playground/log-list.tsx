import type { Log } from "@patchops/contract";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Bug, CircleX, Info, Terminal, TriangleAlert } from "lucide-react";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { formatClock } from "../../format/format-time.ts";
import { cn } from "../../ui/cn.ts";
import { CopyButton } from "../../ui/copy-button.tsx";

type Level = Log["level"];

const looks: Record<Level, { icon: typeof Info; word: string; className: string }> = {
  debug: { icon: Bug, word: "debug", className: "text-muted" },
  log: { icon: Terminal, word: "log", className: "text-muted" },
  info: { icon: Info, word: "info", className: "text-link" },
  warn: { icon: TriangleAlert, word: "warning", className: "text-warning" },
  error: { icon: CircleX, word: "error", className: "text-error" },
};
const levels: readonly Level[] = ["error", "warn", "info", "log", "debug"];

export interface LogListProps {
  logs: readonly Log[];
  isOver: boolean;
  /** The log budget was spent. */
  isCut: boolean;
  onJump: (line: number) => void;
}

/** What the program wrote to its console, as it comes; the end stays in view until someone scrolls away. */
export function LogList({ logs, isOver, isCut, onJump }: LogListProps) {
  const [hidden, setHidden] = useState<ReadonlySet<Level>>(new Set());
  const counts = useMemo(() => countLevels(logs), [logs]);
  const present = levels.filter((level) => counts[level] > 0);
  const shown = useMemo(
    () => (hidden.size === 0 ? logs : logs.filter((log) => !hidden.has(log.level))),
    [logs, hidden],
  );

  return (
    <section className="flex min-h-0 flex-col gap-2">
      <div className="flex min-h-6 flex-wrap items-center gap-1.5">
        <h2 className="mr-1 text-xs font-medium text-muted">Logs</h2>
        {present.length > 1 &&
          present.map((level) => (
            <button
              key={level}
              type="button"
              aria-pressed={!hidden.has(level)}
              onClick={() =>
                setHidden((before) => {
                  const next = new Set(before);
                  if (!next.delete(level)) next.add(level);
                  return next;
                })
              }
              className="inline-flex h-6 items-center gap-1 rounded-full border border-hairline px-2 text-xs text-muted hover:bg-hover aria-pressed:border-control aria-pressed:text-text"
            >
              {looks[level].word}
              <span className="numbers">{counts[level]}</span>
            </button>
          ))}
        {logs.length > 0 && (
          <CopyButton
            className="ml-auto"
            label="Copy the logs"
            text={() => shown.map((log) => `${log.at} ${log.level} ${log.text}`).join("\n")}
          />
        )}
      </div>
      {logs.length === 0 ? (
        <p className="text-sm text-muted">{isOver ? "It logged nothing." : "Nothing yet."}</p>
      ) : (
        <Lines logs={shown} isFollowing={!isOver} onJump={onJump} />
      )}
      {isCut && <p className="text-xs text-warning">The log budget was spent; later lines were dropped.</p>}
    </section>
  );
}

function countLevels(logs: readonly Log[]): Record<Level, number> {
  const counts = { error: 0, warn: 0, info: 0, log: 0, debug: 0 };
  for (const { level } of logs) counts[level] += 1;
  return counts;
}

interface LinesProps {
  logs: readonly Log[];
  isFollowing: boolean;
  onJump: (line: number) => void;
}

function Lines({ logs, isFollowing, onJump }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const virtualizer = useVirtualizer({
    count: logs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    overscan: 6,
    // Following a stream of lines scrolls with each drawing: one that waits its turn keeps tasks short.
    useFlushSync: false,
  });
  const last = logs.length - 1;
  // The last lines of a run arrive with its end.
  const hasFollowed = useRef(false);
  hasFollowed.current ||= isFollowing;
  useLayoutEffect(() => {
    if (hasFollowed.current && isAtEnd.current && last >= 0)
      virtualizer.scrollToIndex(last, { align: "end" });
  }, [last, virtualizer]);

  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Logs"
      onScroll={({ currentTarget: box }) => {
        isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
      }}
      className="max-h-96 overflow-y-auto rounded-lg border border-hairline -outline-offset-2"
    >
      <ol className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const log = logs[item.index];
          if (!log) return null;
          const { icon: Icon, word, className } = looks[log.level];
          const { line } = log;
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={cn(
                "absolute inset-x-0 top-0 flex items-start gap-2 px-2 py-0.5",
                log.level === "error" && "bg-error-tint",
                log.level === "warn" && "bg-warning-tint",
              )}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Icon role="img" aria-label={word} className={cn("mt-1 size-3 shrink-0", className)} />
              <span className="code min-w-0 grow text-xs/5 whitespace-pre-wrap wrap-anywhere">
                {log.text}
              </span>
              {line !== undefined && (
                <button
                  type="button"
                  onClick={() => onJump(line)}
                  title={`Go to line ${line}`}
                  className="numbers hit-24 shrink-0 text-xs/5 text-link hover:underline"
                >
                  :{line}
                </button>
              )}
              <time
                dateTime={log.at}
                className="numbers shrink-0 text-xs/5 text-muted max-sm:hidden"
                title={log.at}
              >
                {formatClock(log.at)}
              </time>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
