import type { Overage } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatCents } from "../../format/format-cents.ts";
import { formatNumber } from "../../format/format-number.ts";
import { parseCents } from "../../format/parse-cents.ts";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Switch } from "../../ui/switch.tsx";
import { toast } from "../../ui/toast.ts";

export interface OverageFormProps {
  overage: Overage;
  /** `none`: nothing is billed. `trial`: not yet. */
  subscription: "none" | "trial" | "paid";
}

const reasons = {
  none: "Calls beyond a plan need a subscription.",
  trial: "A trial has no calls beyond the plan: switch them on when it has ended.",
  paid: undefined,
};

/** Whether calls go on beyond the month's, and what they may cost at most. */
export function OverageForm({ overage, subscription }: OverageFormProps) {
  const client = useQueryClient();
  const [isOn, setOn] = useState(overage.isOn);
  const [cap, setCap] = useState(overage.capCents === null ? "" : String(overage.capCents / 100));
  const refusal = useRefusal("plan.setOverage", "change this");
  const reason = refusal ?? reasons[subscription];
  const save = useMutation(
    trpc.plan.setOverage.mutationOptions({
      onSuccess: () => {
        toast({ title: "Saved" });
        void client.invalidateQueries();
      },
    }),
  );
  const capCents = cap.trim() === "" ? null : parseCents(cap);
  const problem = capCents === undefined ? "Write an amount of dollars, such as 50 or 12.50." : undefined;
  const covered =
    typeof capCents === "number" ? Math.floor((capCents * overage.calls) / overage.cents) : undefined;
  const isChanged = isOn !== overage.isOn || (capCents !== undefined && capCents !== overage.capCents);
  return (
    <section aria-labelledby="overage" className="rounded-lg border border-hairline p-4">
      <h2 id="overage" className="pb-3 text-sm font-medium">
        Calls beyond the plan
      </h2>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (capCents !== undefined && !reason && !save.isPending) save.mutate({ isOn, capCents });
        }}
      >
        <Switch
          isOn={isOn}
          onChange={setOn}
          isDisabled={overage.isAlwaysOn || reason !== undefined}
          hint={`Each ${formatNumber(overage.calls)} calls cost ${formatCents(overage.cents)}, charged to the call. Off: calls are refused when the month's are used.`}
        >
          Let calls go on
        </Switch>
        {isOn && (
          <Field
            label="Spending cap a month, in dollars"
            hint={
              covered === undefined
                ? "Leave it empty for no cap."
                : `Enough for ${formatNumber(covered)} calls beyond the plan; then they are refused.`
            }
            error={problem ?? (save.error ? toErrorBody(save.error).message : undefined)}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={cap}
                placeholder="no cap"
                disabled={reason !== undefined}
                onChange={(event) => setCap(event.target.value)}
                className="max-w-40"
              />
            )}
          </Field>
        )}
        {!isOn && save.error && (
          <p role="alert" className="text-xs text-error">
            {toErrorBody(save.error).message}
          </p>
        )}
        <GuardedButton
          type="submit"
          variant="primary"
          size="small"
          className="self-start"
          reason={reason}
          disabled={!reason && (!isChanged || problem !== undefined)}
          isBusy={save.isPending}
        >
          Save
        </GuardedButton>
      </form>
    </section>
  );
}
