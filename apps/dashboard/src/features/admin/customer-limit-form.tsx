import { type CustomerDetail, isPlanField, type PlanFieldName, planFields } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.ts";
import { ReasonField } from "./reason-field.tsx";

const options = Object.keys(planFields)
  .filter(isPlanField)
  .map((field) => ({ value: field, label: planFields[field].label }));

/** Gives an organization a limit in place of its plan's. */
export function CustomerLimitForm({ customer }: { customer: CustomerDetail }) {
  const client = useQueryClient();
  const [field, setField] = useState<PlanFieldName>("callsPerMonth");
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const save = useMutation(
    trpc.admin.setLimit.mutationOptions({
      onSuccess: () => {
        toast({ title: `${planFields[field].label} is set` });
        setText("");
        setReason("");
        setUntil("");
        void client.invalidateQueries({ queryKey: trpc.admin.pathKey() });
      },
    }),
  );
  const { unit, hasNone } = planFields[field];
  const value = parse(text);
  const isReady = value !== undefined && reason.trim() !== "";
  const words = unit === "word" ? "hard or soft" : unit === "count" ? "a whole number" : `in ${unit}`;
  return (
    <form
      aria-label="A limit of its own"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady || save.isPending) return;
        const endsAt = until === "" ? undefined : `${until}T00:00:00Z`;
        save.mutate({ organizationId: customer.id, field, value, reason, endsAt });
      }}
    >
      <Field label="Limit">
        {(control) => <Select {...control} options={options} value={field} onChange={setField} />}
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="In place of the plan's" hint={`${words}${hasNone ? ", or none" : ""}`}>
          {(control) => <Input {...control} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <Field label="Until" hint="Empty: until you end it.">
          {(control) => (
            <Input
              {...control}
              type="date"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
            />
          )}
        </Field>
      </div>
      <ReasonField
        what="the limit"
        hint="The organization reads it on its billing page."
        value={reason}
        onChange={setReason}
        error={save.error}
      />
      <Button type="submit" size="small" className="self-start" disabled={!isReady} isBusy={save.isPending}>
        Set the limit
      </Button>
    </form>
  );
}

function parse(text: string): number | "hard" | "soft" | null | undefined {
  const word = text.trim().toLowerCase();
  if (word === "none") return null;
  if (word === "hard" || word === "soft") return word;
  return /^\d{1,12}$/.test(word) ? Number(word) : undefined;
}
