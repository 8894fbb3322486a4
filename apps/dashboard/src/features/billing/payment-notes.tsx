import type { BillingState } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatUtcDay } from "../../format/format-time.ts";
import { cn } from "../../ui/cn.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { planName } from "./plan-name.ts";
import { PortalButton } from "./portal-button.tsx";

export interface PaymentNotesProps {
  state: BillingState;
  /** How somebody comes back from the payment provider. */
  checkout: "done" | "cancelled" | undefined;
  isConfirming: boolean;
}

/** What is to be known of payments now: what is owed, what ends, what is to come. */
export function PaymentNotes({ state, checkout, isConfirming }: PaymentNotesProps) {
  const { subscription, payment, graceEndsAt } = state;
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {checkout === "done" && subscription === null && (
        <Note tone="neutral">
          {isConfirming
            ? "Payment received, confirming…"
            : "The payment is not confirmed yet; it follows in a moment."}
        </Note>
      )}
      {checkout === "done" && subscription !== null && (
        <Note tone="ok">You are on {subscription.planName} now. Thank you.</Note>
      )}
      {checkout === "cancelled" && <Note tone="neutral">Nothing was paid, and nothing changed.</Note>}
      {payment === "due" && (
        <Note tone="warning" action={<PortalButton label="Pay now" />}>
          A payment failed. {state.planName} holds until {graceEndsAt ? formatUtcDay(graceEndsAt) : "soon"},
          then the limits of Free do.
        </Note>
      )}
      {payment === "limited" && (
        <Note tone="error" action={<PortalButton label="Pay now" />}>
          A payment is missing: the limits of Free hold until it is there.
        </Note>
      )}
      {subscription?.trialEndsAt && subscription.status === "trialing" && (
        <Note tone="neutral">Your trial ends on {formatUtcDay(subscription.trialEndsAt)}.</Note>
      )}
      {subscription?.cancelAt && (
        <Note tone="warning" action={<ResumeButton />}>
          {subscription.planName} ends on {formatUtcDay(subscription.cancelAt)}, then you are on Free.
        </Note>
      )}
      {subscription?.next && (
        <Note tone="neutral" action={<ResumeButton />}>
          On {formatUtcDay(subscription.periodEnd)} it becomes {planName(subscription.next.plan)}, paid by{" "}
          {subscription.next.interval}.
        </Note>
      )}
    </div>
  );
}

const tones = {
  neutral: "bg-surface",
  ok: "bg-ok-tint text-ok",
  warning: "bg-warning-tint text-warning",
  error: "bg-error-tint text-error",
};

function Note({
  tone,
  action,
  children,
}: {
  tone: keyof typeof tones;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      role="status"
      className={cn(
        "flex flex-wrap items-center justify-between gap-2 rounded-md px-3 py-2 text-sm",
        tones[tone],
      )}
    >
      <p className="min-w-0 grow basis-60">{children}</p>
      {action}
    </div>
  );
}

function ResumeButton() {
  const client = useQueryClient();
  const reason = useRefusal("billing.resume", "change that");
  const resume = useMutation(
    trpc.billing.resume.mutationOptions({ onSuccess: () => void client.invalidateQueries() }),
  );
  return (
    <>
      <GuardedButton size="small" reason={reason} isBusy={resume.isPending} onClick={() => resume.mutate()}>
        Keep the plan
      </GuardedButton>
      {resume.error && <span role="alert">{toErrorBody(resume.error).message}</span>}
    </>
  );
}
