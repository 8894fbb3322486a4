import { Download } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatNumber } from "../../format/format-number.ts";
import { cn } from "../cn.ts";
import { CopyButton } from "../copy-button.tsx";
import { downloadText } from "../download-text.ts";
import { IconButton } from "../icon-button.tsx";
import { Skeleton } from "../skeleton.tsx";
import { useDelayed } from "../use-delayed.ts";
import { type FlatJson, flattenJson } from "./flatten-json.ts";
import { isSmallValue } from "./is-small-value.ts";
import { JsonGate } from "./json-gate.tsx";
import { JsonTree } from "./json-tree.tsx";
import type { JsonViewerProps } from "./json-viewer.tsx";
import { parseJson } from "./parse-json.ts";

/** Text beyond this is neither parsed nor shown whole. */
const maxTextBytes = 2_000_000;
const maxNodes = 50_000;

type State = { kind: "reading" } | { kind: "ready"; flat: FlatJson } | { kind: "no_json" };

/** JSON of any size, drawn without stopping the page. */
export function JsonDocument({
  value,
  text,
  label,
  fileName = "value",
  maxHeightPx = 420,
  className,
}: JsonViewerProps) {
  const small = useMemo(
    () => (text === undefined && isSmallValue(value, 1_000) ? flattenJson(value, maxNodes) : undefined),
    [value, text],
  );
  // A large value that is already in memory goes the worker's way too; writing it out is quick beside drawing it.
  const source = useMemo(
    () => (small ? undefined : (text ?? JSON.stringify(value, null, 2) ?? "null")),
    [small, text, value],
  );
  const isTooLarge = source !== undefined && source.length > maxTextBytes;
  const [state, setState] = useState<State>({ kind: "reading" });
  useEffect(() => {
    if (source === undefined || isTooLarge) return;
    let isLatest = true;
    setState({ kind: "reading" });
    parseJson(source, maxNodes).then(
      (flat) => isLatest && setState({ kind: "ready", flat }),
      () => isLatest && setState({ kind: "no_json" }),
    );
    return () => {
      isLatest = false;
    };
  }, [source, isTooLarge]);

  const flat = small ?? (state.kind === "ready" ? state.flat : undefined);
  const isWaiting = useDelayed(flat === undefined && state.kind === "reading" && !isTooLarge);
  const whole = () => source ?? JSON.stringify(value, null, 2) ?? "null";

  if (source !== undefined && (isTooLarge || state.kind === "no_json")) {
    return (
      <JsonGate
        text={source}
        reason={
          isTooLarge
            ? `${formatBytes(source.length)}: too large to show whole.`
            : "This is no JSON; shown as text."
        }
        fileName={isTooLarge ? `${fileName}.json` : `${fileName}.txt`}
        label={label}
        maxHeightPx={maxHeightPx}
        {...(className && { className })}
      />
    );
  }
  return (
    <section
      aria-label={label}
      className={cn("relative min-w-0 rounded-lg border border-hairline bg-surface", className)}
    >
      <div className="absolute top-1.5 right-3 z-10 flex bg-surface">
        <CopyButton text={whole} label="Copy JSON" />
        <IconButton
          size="small"
          label="Download JSON"
          onClick={() => downloadText(whole(), `${fileName}.json`)}
        >
          <Download />
        </IconButton>
      </div>
      {flat ? (
        <JsonTree nodes={flat.nodes} label={label} maxHeightPx={maxHeightPx} />
      ) : (
        <div className="h-24 p-3">{isWaiting && <Skeleton className="h-3 w-40" />}</div>
      )}
      {flat?.isCut && (
        <p className="border-t border-hairline px-3 py-1.5 text-xs text-muted">
          The first {formatNumber(maxNodes)} lines. The download holds all of it.
        </p>
      )}
    </section>
  );
}
