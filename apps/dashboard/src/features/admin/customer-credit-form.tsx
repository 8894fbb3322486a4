import type { CustomerDetail } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { formatCents } from "../../format/format-cents.ts";
import { parseCents } from "../../format/parse-cents.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Segments } from "../../ui/segments.tsx";
import { toast } from "../../ui/toast.ts";
import { ReasonField } from "./reason-field.tsx";

const kinds = [
  { id: "credit", label: "Credit" },
  { id: "refund", label: "Refund" },
] as const;

/** Credits an organization an amount, or pays one back. */
export function CustomerCreditForm({ customer }: { customer: CustomerDetail }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<"credit" | "refund">("credit");
  const [amount, setAmount] = useState("");
  const [invoice, setInvoice] = useState("");
  const [reason, setReason] = useState("");
  const amountCents = parseCents(amount);
  const save = useMutation(
    trpc.admin.credit.mutationOptions({
      onSuccess: () => {
        toast({ title: `${kind === "credit" ? "Credit" : "Refund"} of ${formatCents(amountCents ?? 0)}` });
        setAmount("");
        setReason("");
        setInvoice("");
        void client.invalidateQueries({ queryKey: trpc.admin.pathKey() });
      },
    }),
  );
  const isReady = amountCents !== undefined && amountCents > 0 && reason.trim() !== "";
  return (
    <form
      aria-label="Credit or refund"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady || save.isPending) return;
        const invoiceId = kind === "refund" && invoice.trim() !== "" ? invoice.trim() : undefined;
        save.mutate({ organizationId: customer.id, kind, amountCents, reason, invoiceId });
      }}
    >
      <Segments label="Kind" options={kinds} value={kind} onChange={setKind} />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Amount, in dollars">
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
        {kind === "refund" && (
          <Field label="Invoice" hint="Its id at the payment provider; empty: into the balance.">
            {(control) => (
              <Input {...control} value={invoice} onChange={(event) => setInvoice(event.target.value)} />
            )}
          </Field>
        )}
      </div>
      <ReasonField
        what="the amount"
        hint="The organization reads it."
        value={reason}
        onChange={setReason}
        error={save.error}
      />
      <Button type="submit" size="small" className="self-start" disabled={!isReady} isBusy={save.isPending}>
        {kind === "credit" ? "Give the credit" : "Pay it back"}
      </Button>
    </form>
  );
}
