import type { InboxThread } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Select } from "../../ui/select.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { BegunList } from "../support/begun-list.tsx";

export interface RequesterSectionProps {
  ticket: InboxThread;
  onChanged: () => Promise<unknown>;
}

const ofAccount = "account";

/** Whether it is known who asks, and what may be begun for them then: an export that they alone get, and a deletion that they may stop. */
export function RequesterSection({ ticket, onChanged }: RequesterSectionProps) {
  const { id, account, verified, begun } = ticket;
  const [subjectId, setSubjectId] = useState(ofAccount);
  const [isDeleting, setIsDeleting] = useState(false);
  const of = { ticketId: id, ...(subjectId !== ofAccount && { organizationId: subjectId }) };
  const start = useMutation(trpc.admin.export.mutationOptions({ onSuccess: onChanged }));
  const remove = useMutation(
    trpc.admin.remove.mutationOptions({
      onSuccess: async () => {
        setIsDeleting(false);
        await onChanged();
      },
    }),
  );
  if (account === null) {
    return (
      <section aria-label="Who asks" className="flex flex-col gap-2 text-sm">
        <h3 className="font-medium">Who asks</h3>
        <p className="text-muted">
          Nobody has an account with this address: nothing is stored but what they wrote.
        </p>
      </section>
    );
  }
  const owned = account.organizations.filter(({ role }) => role === "owner");
  const subjects = [
    { value: ofAccount, label: `The account ${account.email}` },
    ...owned.map((each) => ({ value: each.id, label: `All of ${each.name}` })),
  ];
  const subject = subjects.find(({ value }) => value === subjectId)?.label ?? "";
  const reason =
    verified === null
      ? "First it has to be known who asks."
      : account.status === "active"
        ? undefined
        : `The account is ${account.status}.`;
  const failure = start.error && toErrorBody(start.error);
  return (
    <section aria-label="Who asks" className="flex flex-col items-start gap-3 text-sm">
      <h3 className="font-medium">Who asks</h3>
      <Verification ticket={ticket} onChanged={onChanged} />
      <Field label="Their data" className="w-full">
        {(control) => (
          <Select
            {...control}
            options={subjects}
            value={subjectId}
            onChange={setSubjectId}
            className="w-full"
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <GuardedButton reason={reason} isBusy={start.isPending} onClick={() => start.mutate(of)}>
          Export for them
        </GuardedButton>
        <GuardedButton
          reason={reason}
          onClick={() => {
            remove.reset();
            setIsDeleting(true);
          }}
        >
          Delete for them…
        </GuardedButton>
      </div>
      <p className="text-xs text-muted">
        They alone get the archive, by their own login. They are mailed, and can stop a deletion.
      </p>
      {failure && <ErrorPanel title="Not begun" cause={failure.message} next={failure.next} />}
      <BegunList begun={begun}>
        {begun.some(({ kind }) => kind === "deletion") && (
          <TextLink to="/admin/deletions" className="text-sm underline">
            All deletions
          </TextLink>
        )}
      </BegunList>
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setIsDeleting(false)}
        title={`Delete: ${subject}?`}
        action="Begin the deletion"
        typedName={account.email}
        onConfirm={() => remove.mutate(of)}
        isBusy={remove.isPending}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        From now on nothing of it works. They are mailed, and may take it back while the days of grace run.
      </ConfirmDialog>
    </section>
  );
}

function Verification({ ticket, onChanged }: RequesterSectionProps) {
  const { id, account, verified, proofAskedUntil } = ticket;
  const ask = useMutation(trpc.admin.askForProof.mutationOptions({ onSuccess: onChanged }));
  if (verified !== null) {
    return (
      <p>
        <strong className="font-medium">Verified.</strong>{" "}
        {verified.via === "login"
          ? "They wrote while signed in"
          : "They confirmed it by the link mailed to their address"}
        , {formatFullTime(verified.at)}.
      </p>
    );
  }
  const failure = ask.error && toErrorBody(ask.error);
  return (
    <>
      <p>
        <strong className="font-medium">Not verified.</strong> Anybody can write under an address.{" "}
        {proofAskedUntil === null
          ? "Have the account's own person confirm it by a link."
          : `They were mailed a link that holds until ${formatFullTime(proofAskedUntil)}.`}
      </p>
      <GuardedButton
        reason={
          account?.isEmailConfirmed === true
            ? undefined
            : "It was never confirmed that the address is the account's."
        }
        isBusy={ask.isPending}
        onClick={() => ask.mutate({ id })}
      >
        {proofAskedUntil === null ? "Ask them by mail" : "Mail it again"}
      </GuardedButton>
      {failure && <ErrorPanel title="Not asked" cause={failure.message} next={failure.next} />}
    </>
  );
}
