import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { applyFormError } from "../../api/apply-form-error.ts";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { lazyZodResolver } from "../../forms/lazy-zod-resolver.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { toast } from "../../ui/toast.ts";
import { PasskeysSection } from "./passkeys-section.tsx";

export function PasswordPage() {
  const { user } = useSession();
  const form = useForm({
    resolver: lazyZodResolver(async () => (await import("@patchops/contract")).changePasswordInput),
    defaultValues: { currentPassword: "", newPassword: "" },
    mode: "onTouched",
    reValidateMode: "onChange",
  });
  const change = useMutation(
    trpc.account.changePassword.mutationOptions({
      onSuccess: ({ endedSessions }) => {
        form.reset();
        toast({
          title: "Password changed",
          ...(endedSessions > 0 && {
            detail: `${endedSessions} other ${endedSessions === 1 ? "device was" : "devices were"} signed out.`,
          }),
        });
      },
      onError: (error) => applyFormError(error, form.setError, ["currentPassword", "newPassword"]),
    }),
  );
  const { errors } = form.formState;
  const failure = change.error && toErrorBody(change.error);
  const isAtField = Object.values(errors).some((error) => error?.type === "server");

  return (
    <>
      <PageHeader
        title="Password"
        description="Changing it signs out all your other devices. API keys go on working."
      />
      <form
        noValidate
        className="flex max-w-96 flex-col gap-4"
        onSubmit={form.handleSubmit((values) => change.mutate(values))}
      >
        {/* Password managers look for the account that the password belongs to. */}
        <input type="text" hidden readOnly autoComplete="username" value={user.email} />
        <Field
          label="Current password"
          error={
            errors.currentPassword?.type === "server"
              ? errors.currentPassword.message
              : errors.currentPassword && "Enter your current password."
          }
        >
          {(control) => (
            <PasswordInput
              {...control}
              {...form.register("currentPassword")}
              autoComplete="current-password"
            />
          )}
        </Field>
        <Field
          label="New password"
          hint={!errors.newPassword && "At least 10 characters."}
          error={errors.newPassword?.message}
        >
          {(control) => (
            <PasswordInput {...control} {...form.register("newPassword")} autoComplete="new-password" />
          )}
        </Field>
        {failure && !isAtField && (
          <ErrorPanel
            title="Not changed"
            cause={failure.message}
            next={failure.next}
            requestId={failure.requestId}
          />
        )}
        <Button type="submit" variant="primary" isBusy={change.isPending} className="self-start">
          Change password
        </Button>
      </form>
      <PasskeysSection />
    </>
  );
}
