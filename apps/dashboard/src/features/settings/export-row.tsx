import type { DataExport } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";

const words: Readonly<Record<DataExport["state"], string>> = {
  queued: "waits for a worker",
  running: "is being written",
  ready: "ready",
  failed: "failed",
  cancelled: "cancelled",
};

/** One export: how far it is, where it can be had, what became of it. */
export function ExportRow({
  row,
  name,
  onChanged,
}: {
  row: DataExport;
  name: string;
  onChanged: () => void;
}) {
  const cancel = useMutation(trpc.dataExport.cancel.mutationOptions({ onSettled: onChanged }));
  const link = useMutation(
    trpc.dataExport.link.mutationOptions({
      // The answer is a file to save: the page stays.
      onSuccess: ({ path }) => window.location.assign(path),
      onError: onChanged,
    }),
  );
  const { state, progress, sizeBytes } = row;
  const isUnderWay = state === "queued" || state === "running";
  const failure = cancel.error ?? link.error;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow">
        <p className="text-sm font-medium">
          {name} <span className="font-normal text-muted">· {words[state]}</span>
        </p>
        <p className="text-xs text-muted">
          asked for <Time at={row.createdAt} />
          {row.isByAdmin && " by who operates the instance"}
          {sizeBytes > 0 && state !== "cancelled" && (
            <>
              {" "}
              · <span className="numbers">{formatBytes(sizeBytes)}</span> · {formatCount(row.rows, "row")}
            </>
          )}
          {state === "ready" && (
            <>
              {" "}
              · until <Time at={row.expiresAt} />
            </>
          )}
        </p>
        {row.error !== null && <p className="text-xs text-error">{row.error}</p>}
        {isUnderWay && <Progress done={progress.done} total={progress.total} name={name} />}
        {failure && (
          <p role="alert" className="text-xs text-error">
            {toErrorBody(failure).message}
          </p>
        )}
      </div>
      {state === "ready" && (
        <Button
          size="small"
          icon={<Download />}
          aria-label={`Download ${name}`}
          isBusy={link.isPending}
          onClick={() => link.mutate({ id: row.id })}
        >
          Download
        </Button>
      )}
      {(isUnderWay || state === "ready") && (
        <Button
          size="small"
          aria-label={`${isUnderWay ? "Cancel" : "Delete"} ${name}`}
          isBusy={cancel.isPending}
          onClick={() => cancel.mutate({ id: row.id })}
        >
          {isUnderWay ? "Cancel" : "Delete"}
        </Button>
      )}
    </li>
  );
}

function Progress({ done, total, name }: { done: number; total: number | null; name: string }) {
  const percent = total === null || total === 0 ? 0 : Math.round((done / total) * 100);
  return (
    <div
      role="progressbar"
      aria-label={`Export of ${name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-hairline forced-colors:border"
    >
      <div
        className="h-full rounded-full bg-accent forced-colors:bg-[CanvasText]"
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
