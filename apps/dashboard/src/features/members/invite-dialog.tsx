import type { CreatedInvitation } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { useWhileOpen } from "../../ui/use-while-open.ts";
import { InvitationLink } from "./invitation-link.tsx";
import { type GivenRole, RoleField } from "./role-field.tsx";

const lifetimes = [
  { value: "1", label: "A day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
] as const;

/** Invites by a mail, or by a link that is handed on in any other way. */
export function InviteDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [created, setCreated] = useWhileOpen<CreatedInvitation | undefined>(isOpen, undefined);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={created ? "Copy the link now" : "Invite to this organization"}
      description={
        created
          ? created.email === null
            ? "It is shown this once. Whoever holds it may join, once."
            : `It is shown this once. It works for the account of ${created.email} alone.`
          : undefined
      }
    >
      {created ? (
        <InvitationLink invitation={created} />
      ) : (
        isOpen && <InviteForm onCreated={setCreated} onMailed={onClose} />
      )}
    </Dialog>
  );
}

function InviteForm({
  onCreated,
  onMailed,
}: {
  onCreated: (created: CreatedInvitation) => void;
  onMailed: () => void;
}) {
  const cache = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<GivenRole>("member");
  const [days, setDays] = useState<(typeof lifetimes)[number]["value"]>("7");
  const create = useMutation(
    trpc.invitation.create.mutationOptions({
      onSuccess: (created) => {
        if (created.link === null) onMailed();
        else onCreated(created);
        void cache.invalidateQueries({ queryKey: trpc.invitation.list.queryKey() });
      },
    }),
  );
  const address = email.trim();
  const submit = (isMailed: boolean) => {
    if (create.isPending) return;
    create.mutate({ role, daysValid: Number(days), isMailed, ...(address !== "" && { email: address }) });
  };
  const failure = create.error && toErrorBody(create.error);
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit(address !== "");
      }}
    >
      <Field
        label="Email"
        isOptional
        hint="With an address, only the account of that address can join. It may be made by the link, also where sign-up is closed."
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            value={email}
            autoFocus
            autoComplete="off"
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <RoleField value={role} onChange={setRole} />
      <Field label="Good for" className="max-w-40">
        {(control) => <Select {...control} options={lifetimes} value={days} onChange={setDays} />}
      </Field>
      {failure && (
        <p role="alert" className="text-sm text-error">
          {failure.message} {failure.next}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button isBusy={create.isPending && !create.variables.isMailed} onClick={() => submit(false)}>
          Make a link
        </Button>
        <Button
          type="submit"
          variant="primary"
          disabled={address === ""}
          isBusy={create.isPending && create.variables.isMailed === true}
        >
          Send a mail
        </Button>
      </div>
    </form>
  );
}
