import { useMutation, useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { applyFormError } from "../../api/apply-form-error.ts";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { lazyZodResolver } from "../../forms/lazy-zod-resolver.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { toast } from "../../ui/toast.ts";

export interface ChangeEmailDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onChanged: () => void;
}

export function ChangeEmailDialog({ isOpen, onClose, onChanged }: ChangeEmailDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Change your mail address"
      description="A link goes to the new address, a notice to the old one. Until the link is opened the old one stays."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="change-email" variant="primary">
            Send the link
          </Button>
        </>
      }
    >
      {isOpen && (
        <ChangeEmailForm
          onDone={() => {
            onChanged();
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

interface Wish {
  email: string;
  password?: string | undefined;
}

const filled = (value: string | undefined) => value || undefined;

function ChangeEmailForm({ onDone }: { onDone: () => void }) {
  const { hasPassword = true } = useQuery(trpc.account.linkedLogins.queryOptions()).data ?? {};
  const form = useForm({
    resolver: lazyZodResolver<Wish, Wish>(async () => (await import("@patchops/contract")).changeEmailInput),
    defaultValues: { email: "" },
  });
  const change = useMutation(
    trpc.account.changeEmail.mutationOptions({
      onSuccess: ({ email }) => {
        toast({ title: `A link is on its way to ${email}` });
        onDone();
      },
      onError: (error) => applyFormError(error, form.setError, ["email", "password"]),
    }),
  );
  const { errors } = form.formState;
  const failure = change.error && toErrorBody(change.error);
  const isAtField = Object.values(errors).some((error) => error?.type === "server");
  return (
    <form
      id="change-email"
      noValidate
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit((values) => !change.isPending && change.mutate(values))}
    >
      <Field label="New address" error={errors.email?.message}>
        {(control) => (
          <Input {...control} {...form.register("email")} type="email" autoComplete="email" autoFocus />
        )}
      </Field>
      {hasPassword && (
        <Field label="Password" error={errors.password?.message}>
          {(control) => (
            <PasswordInput
              {...control}
              {...form.register("password", { setValueAs: filled })}
              autoComplete="current-password"
            />
          )}
        </Field>
      )}
      {failure && !isAtField && (
        <ErrorPanel title="No link was sent" cause={failure.message} next={failure.next} />
      )}
    </form>
  );
}
