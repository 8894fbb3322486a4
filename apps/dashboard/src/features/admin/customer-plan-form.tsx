import { type CustomerDetail, isPlanId, type PlanId, plans } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.ts";
import { ReasonField } from "./reason-field.tsx";

const options = Object.keys(plans)
  .filter(isPlanId)
  .map((id) => ({ value: id, label: plans[id].name }));

/** Gives an organization a plan by hand. */
export function CustomerPlanForm({ customer }: { customer: CustomerDetail }) {
  const client = useQueryClient();
  const [plan, setPlan] = useState<PlanId>(customer.plan);
  const [reason, setReason] = useState("");
  const save = useMutation(
    trpc.admin.setPlan.mutationOptions({
      onSuccess: () => {
        toast({ title: `${customer.name} has the plan ${plans[plan].name}` });
        setReason("");
        void client.invalidateQueries({ queryKey: trpc.admin.pathKey() });
      },
    }),
  );
  return (
    <form
      aria-label="Plan"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() && !save.isPending) save.mutate({ organizationId: customer.id, plan, reason });
      }}
    >
      <Field label="Plan">
        {(control) => <Select {...control} options={options} value={plan} onChange={setPlan} />}
      </Field>
      <ReasonField
        what="the plan"
        hint="A subscription at the payment provider is not changed by this, and wins when it changes."
        value={reason}
        onChange={setReason}
        error={save.error}
      />
      <Button
        type="submit"
        size="small"
        className="self-start"
        disabled={reason.trim() === ""}
        isBusy={save.isPending}
      >
        Set the plan
      </Button>
    </form>
  );
}
