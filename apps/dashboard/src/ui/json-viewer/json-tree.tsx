import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { formatCount } from "../../format/format-number.ts";
import { cn } from "../cn.ts";
import { closedAtFirst, type JsonNode, shownLines } from "./flatten-json.ts";

const colors: Record<JsonNode["kind"], string> = {
  object: "text-muted",
  array: "text-muted",
  string: "text-ok",
  number: "text-link",
  boolean: "text-warning",
  null: "text-muted",
};

function summary(node: JsonNode): string {
  const noun = node.kind === "array" ? "item" : "key";
  return node.size === 0
    ? node.kind === "array"
      ? "[ ]"
      : "{ }"
    : `${node.kind === "array" ? "[" : "{"} ${formatCount(node.size, noun)} ${node.kind === "array" ? "]" : "}"}`;
}

export interface JsonTreeProps {
  nodes: readonly JsonNode[];
  label: string;
  maxHeightPx: number;
}

/** Lines that open and close, as a tree for the keyboard: arrows move and open, Home and End jump. */
export function JsonTree({ nodes, label, maxHeightPx }: JsonTreeProps) {
  const treeId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<number>>(() => closedAtFirst(nodes, 2));
  const [long, setLong] = useState<ReadonlySet<number>>(new Set());
  const [active, setActive] = useState(0);
  const shown = useMemo(() => shownLines(nodes, closed), [nodes, closed]);
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    getItemKey: (position) => shown[position] ?? position,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 8,
  });

  const flip = (set: ReadonlySet<number>, index: number) => {
    const next = new Set(set);
    if (!next.delete(index)) next.add(index);
    return next;
  };
  const toggle = (index: number) => {
    const node = nodes[index];
    if (!node) return;
    if (node.size > 0) setClosed((before) => flip(before, index));
    else if (node.text.length > 120) setLong((before) => flip(before, index));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const position = shown.indexOf(active);
    const node = nodes[active];
    const isOpen = node !== undefined && node.size > 0 && !closed.has(active);
    const move = (to: number) => {
      const target = Math.max(0, Math.min(shown.length - 1, to));
      setActive(shown[target] ?? 0);
      virtualizer.scrollToIndex(target, { align: "auto" });
    };
    const parent = shown.findLastIndex(
      (index, at) => at < position && (nodes[index]?.depth ?? 0) < (node?.depth ?? 0),
    );
    const actions: Record<string, () => void> = {
      ArrowDown: () => move(position + 1),
      ArrowUp: () => move(position - 1),
      Home: () => move(0),
      End: () => move(shown.length - 1),
      ArrowRight: () => (isOpen || !node?.size ? move(position + 1) : toggle(active)),
      ArrowLeft: () => (isOpen ? toggle(active) : move(Math.max(0, parent))),
      Enter: () => toggle(active),
      " ": () => toggle(active),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={`${treeId}-${active}`}
      onKeyDown={onKeyDown}
      className="group overflow-auto rounded-lg -outline-offset-2"
      style={{ maxHeight: maxHeightPx }}
    >
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const index = shown[item.index] ?? 0;
          const node = nodes[index];
          if (!node) return null;
          const isBranch = node.size > 0;
          const isLong = long.has(index);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys.
            <div
              key={item.key}
              id={`${treeId}-${index}`}
              ref={virtualizer.measureElement}
              data-index={item.index}
              role="treeitem"
              tabIndex={-1}
              aria-level={node.depth + 1}
              aria-expanded={isBranch ? !closed.has(index) : undefined}
              aria-selected={index === active}
              onClick={() => {
                setActive(index);
                toggle(index);
              }}
              className="code absolute inset-x-0 top-0 flex min-h-5 items-start pr-20 text-xs/5 hover:bg-hover group-focus-visible:aria-selected:bg-hover"
              style={{
                transform: `translateY(${item.start}px)`,
                paddingLeft: 8 + Math.min(node.depth, 40) * 14,
              }}
            >
              <ChevronRight
                aria-hidden
                className={cn(
                  "mt-1 size-3 shrink-0 text-muted transition-transform duration-120",
                  !isBranch && "invisible",
                  isBranch && !closed.has(index) && "rotate-90",
                )}
              />
              {node.key !== null && (
                <span
                  className={cn(
                    "mr-2 shrink-0 pl-1",
                    typeof node.key === "number" ? "text-muted" : "text-text",
                  )}
                >
                  {node.key}
                  <span className="text-muted">:</span>
                </span>
              )}
              {node.kind === "object" || node.kind === "array" ? (
                <span className="text-muted">{summary(node)}</span>
              ) : (
                <span
                  className={cn(
                    colors[node.kind],
                    "min-w-0",
                    isLong ? "whitespace-pre-wrap wrap-anywhere" : "truncate",
                  )}
                >
                  {node.text}
                  {isLong && node.cut > 0 && (
                    <span className="text-muted"> … {node.cut.toLocaleString("en-US")} more characters</span>
                  )}
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
