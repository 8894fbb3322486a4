import type { RunRetention } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.ts";
import { keptWords } from "../runs/kept-words.ts";

export interface RunRetentionFormProps {
  kept: RunRetention;
  /** Why this person may not change it. */
  reason: string | undefined;
}

const choices = [0, 1, 7, 14, 30, 60, 90, 180, 365];

function choiceWords(days: number): string {
  if (days === 0) return "Not at all: it goes with the run's end";
  return formatCount(days, "day");
}

/** How long the logs stay that replay the organization's runs. */
export function RunRetentionForm({ kept, reason }: RunRetentionFormProps) {
  const cache = useQueryClient();
  const [days, setDays] = useState(kept.runLogDays);
  useEffect(() => setDays(kept.runLogDays), [kept.runLogDays]);
  const set = useMutation(
    trpc.execution.setRetention.mutationOptions({
      onSuccess: (answer) => {
        cache.setQueryData(trpc.execution.retention.queryKey(), answer);
        toast({ title: "Settings saved", detail: keptWords(answer) });
      },
    }),
  );
  // The API takes any number: what is stored is a choice as well.
  const all = [...new Set([...choices, kept.runLogDays])].toSorted((a, b) => a - b);
  const isChanged = days !== kept.runLogDays;
  return (
    <form
      noValidate
      aria-labelledby="runs"
      className="flex max-w-120 flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !set.isPending && !reason) set.mutate({ runLogDays: days });
      }}
    >
      <h2 id="runs" className="text-sm font-medium">
        Runs
      </h2>
      <p className="text-sm text-pretty text-muted">
        Runs with their source, input, result and calls are kept for {kept.runDays} days. A log of what each
        was given is kept beside it, encrypted; with it a run is replayed.
      </p>
      <Field
        label="Keep the logs of runs for"
        hint={
          days < kept.runLogDays
            ? "Logs that are older go within the hour, and do not come back."
            : "From the end of each run."
        }
        error={set.error ? toErrorBody(set.error).message : undefined}
      >
        {(control) => (
          <Select
            {...control}
            value={String(days)}
            isDisabled={reason !== undefined}
            onChange={(value) => setDays(Number(value))}
            options={all.map((choice) => ({ value: String(choice), label: choiceWords(choice) }))}
          />
        )}
      </Field>
      <div>
        <GuardedButton type="submit" reason={reason} isBusy={set.isPending} disabled={!isChanged && !reason}>
          Save days
        </GuardedButton>
      </div>
    </form>
  );
}
