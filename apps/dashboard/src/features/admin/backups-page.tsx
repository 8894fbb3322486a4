import type { Backup, BackupState } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DatabaseBackup } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatBytes } from "../../format/format-bytes.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";

const isUnderWay = ({ status }: Backup) => status === "queued" || status === "running";

export function BackupsPage() {
  const client = useQueryClient();
  const query = useQuery(
    trpc.admin.backups.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.backups.some(isUnderWay) ? 1_000 : 30_000),
    }),
  );
  const backUp = useMutation(
    trpc.admin.backUp.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: trpc.admin.backups.queryKey() }),
    }),
  );
  const isBusy = backUp.isPending || (query.data?.backups.some(isUnderWay) ?? false);
  return (
    <>
      <PageHeader
        title="Backups"
        description={
          <>
            The whole instance, each night, to a directory of the server.{" "}
            <a href="/docs/self-hosting#restore" className="text-link underline underline-offset-2">
              How to restore one
            </a>
          </>
        }
        actions={
          query.data?.directory != null && (
            <Button variant="primary" isBusy={isBusy} onClick={() => backUp.mutate()}>
              Back up now
            </Button>
          )
        }
      />
      {backUp.error && (
        <p role="alert" className="mb-4 text-sm text-error">
          {toErrorBody(backUp.error).message}
        </p>
      )}
      <Loadable query={query} what="the backups" skeleton={<SkeletonRows rows={5} rowClassName="h-12" />}>
        {(state) =>
          state.directory === null && state.backups.length === 0 ? (
            <EmptyState
              icon={<DatabaseBackup />}
              title="This instance makes no backups by itself."
              className="py-16"
            >
              Set <span className="code">PATCHOPS_BACKUP_DIR</span> and restart, or run{" "}
              <span className="code">patchops admin backup</span> by a schedule of your own.
            </EmptyState>
          ) : (
            <div className="flex max-w-220 flex-col gap-6">
              <Summary state={state} />
              <List state={state} />
            </div>
          )
        }
      </Loadable>
    </>
  );
}

function Summary({ state }: { state: BackupState }) {
  const { directory, keep, isEncrypted, nextAt, lastDoneAt, backups } = state;
  const last = backups.find((backup) => !isUnderWay(backup));
  return (
    <Facts
      label="Backups"
      className="rounded-lg border border-hairline p-4"
      facts={[
        {
          label: "Last success",
          value: lastDoneAt === null ? "none yet" : <Time at={lastDoneAt} />,
        },
        {
          label: "Last failure",
          value: last?.status === "failed" && <span className="text-error">{last.error}</span>,
        },
        {
          label: "Next",
          value: nextAt === null ? "off: PATCHOPS_BACKUP_DIR is not set" : <Time at={nextAt} style="fixed" />,
        },
        { label: "Directory", value: directory && <span className="code">{directory}</span> },
        { label: "Kept", value: directory && `the newest ${keep}` },
        {
          label: "Encrypted",
          value: isEncrypted
            ? "with your public key (PATCHOPS_BACKUP_RECIPIENT)"
            : "no: whoever reads a file can open every stored credential",
        },
      ]}
    />
  );
}

function List({ state: { backups } }: { state: BackupState }) {
  if (backups.length === 0) {
    return <p className="text-sm text-muted">None yet: the first one is made in the coming night.</p>;
  }
  return (
    <ul aria-label="Backups made" className="divide-y divide-hairline rounded-lg border border-hairline">
      {backups.map((backup) => (
        <Row key={backup.id} backup={backup} />
      ))}
    </ul>
  );
}

const states: Record<Backup["status"], { words: string; tone: Tone }> = {
  queued: { words: "Waits", tone: "neutral" },
  running: { words: "Being made", tone: "accent" },
  done: { words: "Whole", tone: "ok" },
  failed: { words: "Failed", tone: "error" },
};

function Row({ backup }: { backup: Backup }) {
  const { status, createdAt, file, host, sizeBytes, isAsked, isChecked, isEncrypted, error } = backup;
  const { words, tone } = states[status];
  const notes = [
    isAsked ? "asked for" : "nightly",
    sizeBytes !== null && formatBytes(sizeBytes),
    status === "done" && (isChecked ? "read back" : isEncrypted && "encrypted, not read back"),
    status === "done" && file === null && "removed since, for newer ones",
    host !== null && `on ${host}`,
  ].filter((note) => note !== false);
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 text-sm">
      <span className="min-w-0 grow">
        <span className="font-medium">
          <Time at={createdAt} style="fixed" />
        </span>
        {file !== null && <span className="code block wrap-anywhere">{file}</span>}
        <span className="block text-xs text-muted">{notes.join(" · ")}</span>
        {error !== null && <span className="block text-xs text-error">{error}</span>}
      </span>
      <Badge tone={tone}>{words}</Badge>
    </li>
  );
}
