import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Input } from "../../ui/input.tsx";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { toast } from "../../ui/toast.ts";

export interface BudgetButtonProps {
  kind: "key" | "member";
  id: string;
  /** Of the key or the person. */
  name: string;
  /** Calls a month; null = no budget. */
  limit: number | null;
}

/** Sets, changes and removes how many calls a month a key or a member may make, and shows what is used of it. */
export function BudgetButton({ kind, id, name, limit }: BudgetButtonProps) {
  const refusal = useRefusal(kind === "key" ? "apiKey.setBudget" : "member.setBudget", "set budgets");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <GuardedButton
        size="small"
        reason={refusal}
        aria-label={`Budget of ${name}`}
        onClick={() => !refusal && setIsOpen(true)}
      >
        Budget
      </GuardedButton>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={`Budget of ${name}`}
        description="How many calls a month it lets through, counted beside the plan. Beyond it calls are refused."
      >
        <BudgetForm kind={kind} id={id} name={name} limit={limit} onDone={() => setIsOpen(false)} />
      </Dialog>
    </>
  );
}

function BudgetForm({ kind, id, name, limit, onDone }: BudgetButtonProps & { onDone: () => void }) {
  const cache = useQueryClient();
  const [text, setText] = useState(limit === null ? "" : String(limit));
  const [wasTried, setWasTried] = useState(false);
  const budgets = useQuery(
    trpc.usage.budgets.queryOptions(undefined, { enabled: limit !== null, staleTime: 0 }),
  );
  const own = budgets.data?.find((each) => each.kind === kind && each.id === id);
  const onSuccess = ({ callsPerMonth }: { callsPerMonth: number | null }) => {
    toast({ title: callsPerMonth === null ? `${name} has no budget now` : `Budget of ${name} saved` });
    onDone();
    void cache.invalidateQueries({ queryKey: trpc.apiKey.list.queryKey() });
    void cache.invalidateQueries({ queryKey: trpc.member.list.queryKey() });
    void cache.invalidateQueries({ queryKey: trpc.usage.budgets.queryKey() });
  };
  const ofKey = useMutation(trpc.apiKey.setBudget.mutationOptions({ onSuccess }));
  const ofMember = useMutation(trpc.member.setBudget.mutationOptions({ onSuccess }));
  const { error, isPending } = kind === "key" ? ofKey : ofMember;
  const set = (callsPerMonth: number | null) =>
    kind === "key" ? ofKey.mutate({ id, callsPerMonth }) : ofMember.mutate({ userId: id, callsPerMonth });
  const calls = /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setWasTried(true);
        if (calls !== undefined && !isPending) set(calls);
      }}
    >
      {own && <QuotaBar noun="calls" used={own.used} limit={own.limit} detail="this month" />}
      <Field
        label="Calls a month"
        error={
          wasTried && calls === undefined
            ? "Write a whole number, such as 1000."
            : error
              ? toErrorBody(error).message
              : undefined
        }
      >
        {(control) => (
          <Input
            {...control}
            value={text}
            inputMode="numeric"
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2 pb-4">
        {limit !== null && (
          <Button disabled={isPending} onClick={() => set(null)}>
            Remove budget
          </Button>
        )}
        <Button type="submit" variant="primary" isBusy={isPending}>
          Save budget
        </Button>
      </div>
    </form>
  );
}
