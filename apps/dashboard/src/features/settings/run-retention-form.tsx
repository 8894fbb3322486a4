import type { RunRetention } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toast } from "../../ui/toast.ts";
import { SettingForm } from "../connections/setting-form.tsx";
import { keptWords } from "../runs/kept-words.ts";

export interface RunRetentionFormProps {
  kept: RunRetention;
  /** Why this person may not change it. */
  reason: string | undefined;
}

/** How long the logs stay that replay the organization's runs. */
export function RunRetentionForm({ kept, reason }: RunRetentionFormProps) {
  const cache = useQueryClient();
  const set = useMutation(
    trpc.execution.setRetention.mutationOptions({
      onSuccess: (answer) => {
        cache.setQueryData(trpc.execution.retention.queryKey(), answer);
        toast({ title: "Settings saved", detail: keptWords(answer) });
      },
    }),
  );
  return (
    <section aria-labelledby="runs" className="flex max-w-120 flex-col gap-3">
      <h2 id="runs" className="text-sm font-medium">
        Runs
      </h2>
      <p className="text-sm text-pretty text-muted">
        Runs with their source, input, result and calls are kept for {kept.runDays} days. A log of what each
        was given is kept beside it, encrypted; with it a run is replayed.
      </p>
      <SettingForm
        label="Days that the log of a run is kept"
        hint="0 to 365. 0: it goes with the run's end. Older ones go within the hour."
        value={String(kept.runLogDays)}
        action="Save days"
        isCode
        reason={reason}
        isBusy={set.isPending}
        error={set.error}
        onSave={(text) => set.mutate({ runLogDays: Number(text) })}
      />
    </section>
  );
}
