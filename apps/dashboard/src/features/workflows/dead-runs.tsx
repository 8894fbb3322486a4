import type { Workflow } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { toast } from "../../ui/toast.ts";
import { refreshWorkflows } from "./refresh-workflows.ts";
import { useRunRefusal } from "./use-run-refusal.ts";

/** With one click; those beyond wait for the next one. */
const mostAtOnce = 500;
const pageSize = 100;

/** What is done about the failed runs, one after another: as many as went stay done when one is refused. */
const works = {
  rerun: {
    action: "Run all again",
    done: "started again",
    words:
      "Each is run anew from its beginning, with its input and its version: what it did before may be done again.",
    one: (executionId: string) => api.workflow.rerun.mutate({ executionId }),
  },
  dismiss: {
    action: "Put all aside",
    done: "put aside",
    words: "Nothing is done about them. They stay among the runs.",
    one: (executionId: string) => api.workflow.dismiss.mutate({ executionId }),
  },
} as const;

/** All of a workflow's runs that failed for good, not those alone that are on the page: the newest 500 at once. */
export function DeadRuns({ workflow }: { workflow: Workflow }) {
  const cache = useQueryClient();
  const reason = useRunRefusal(workflow);
  const [kind, setKind] = useState<keyof typeof works>();
  const [done, setDone] = useState(0);
  const { name, deadRuns } = workflow;
  const count = Math.min(deadRuns, mostAtOnce);
  const undo = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const executionId of ids) await api.workflow.dismiss.mutate({ executionId, isUndone: true });
    },
    onSettled: () => refreshWorkflows(cache),
  });
  const all = useMutation({
    mutationFn: async (chosen: keyof typeof works) => {
      setDone(0);
      const ids = await readDead(name);
      for (const [index, executionId] of ids.entries()) {
        await works[chosen].one(executionId);
        setDone(index + 1);
      }
      return ids;
    },
    onSuccess: (ids, chosen) => {
      setKind(undefined);
      toast({
        title: `${formatCount(ids.length, "run")} ${works[chosen].done}`,
        ...(chosen === "dismiss" && { undo: () => undo.mutate(ids) }),
      });
    },
    onSettled: () => refreshWorkflows(cache),
  });
  if (deadRuns === 0 && kind === undefined) return null;
  const verb = kind === "dismiss" ? ["Put", "aside"] : ["Run", "again"];
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <p className="min-w-48 grow text-muted">
        {formatCount(deadRuns, "run")} failed for good, their tries spent. Each waits to be run again or put
        aside.
        {undo.error && (
          <span role="alert" className="text-error">
            {" "}
            Not all came back: {toErrorBody(undo.error).message}
          </span>
        )}
      </p>
      <GuardedButton size="small" reason={reason} onClick={() => setKind("rerun")}>
        Run all again
      </GuardedButton>
      <Button size="small" variant="quiet" onClick={() => setKind("dismiss")}>
        Put all aside
      </Button>
      <ConfirmDialog
        isOpen={kind !== undefined}
        onClose={() => {
          setKind(undefined);
          all.reset();
        }}
        title={`${verb[0]} ${count < deadRuns ? `the newest ${count} of ${formatCount(deadRuns, "run")}` : formatCount(count, "run")} ${verb[1]}?`}
        action={works[kind ?? "rerun"].action}
        onConfirm={() => kind && all.mutate(kind)}
        isBusy={all.isPending}
        error={all.error ? `${toErrorBody(all.error).message} ${done} went before.` : undefined}
      >
        {all.isPending ? `${done} of ${count}…` : works[kind ?? "rerun"].words}
      </ConfirmDialog>
    </div>
  );
}

/** Ids of the newest, first read and then dealt with: what is done to one changes the list. */
async function readDead(name: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(pageSize, mostAtOnce - ids.length);
    const page = await api.workflow.runs.query({ name, isDead: true, limit, ...(cursor && { cursor }) });
    ids.push(...page.runs.map(({ executionId }) => executionId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && ids.length < mostAtOnce);
  return ids;
}
