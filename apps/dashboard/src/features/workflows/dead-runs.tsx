import type { WorkflowRun } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.ts";
import { refreshWorkflows } from "./refresh-workflows.ts";

/** What is done about the failed runs that are shown, one after another: as many as went stay done when one is refused. */
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

export function DeadRuns({ runs }: { runs: readonly WorkflowRun[] }) {
  const cache = useQueryClient();
  const [kind, setKind] = useState<keyof typeof works>();
  const dead = runs.filter(({ isDead }) => isDead);
  const all = useMutation({
    mutationFn: async (chosen: keyof typeof works) => {
      for (const { executionId } of dead) await works[chosen].one(executionId);
      return { count: dead.length, done: works[chosen].done };
    },
    onSuccess: ({ count, done }) => {
      setKind(undefined);
      toast({ title: `${formatCount(count, "run")} ${done}` });
    },
    onSettled: () => refreshWorkflows(cache),
  });
  if (dead.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <p className="min-w-48 grow text-muted">
        {formatCount(dead.length, "run")} failed for good, their tries spent. Each waits to be run again or
        put aside.
      </p>
      <Button size="small" onClick={() => setKind("rerun")}>
        Run all again
      </Button>
      <Button size="small" variant="quiet" onClick={() => setKind("dismiss")}>
        Put all aside
      </Button>
      <ConfirmDialog
        isOpen={kind !== undefined}
        onClose={() => {
          setKind(undefined);
          all.reset();
        }}
        title={`${kind === "dismiss" ? "Put" : "Run"} ${formatCount(dead.length, "run")} ${kind === "dismiss" ? "aside" : "again"}?`}
        action={works[kind ?? "rerun"].action}
        onConfirm={() => kind && all.mutate(kind)}
        isBusy={all.isPending}
        error={all.error ? toErrorBody(all.error).message : undefined}
      >
        {works[kind ?? "rerun"].words}
      </ConfirmDialog>
    </div>
  );
}
