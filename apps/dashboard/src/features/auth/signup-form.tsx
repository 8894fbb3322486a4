import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { applyFormError } from "../../api/apply-form-error.ts";
import { trpc } from "../../api/client.ts";
import { enterAs } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { lazyZodResolver } from "../../forms/lazy-zod-resolver.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { safeNext } from "./safe-next.ts";

export interface SignupFormProps {
  next: string | undefined;
  /** The instance has a code, and nobody owns it yet. */
  isOwnerCodeAsked: boolean;
  /** Without the code there is no account at all. */
  isOwnerCodeNeeded: boolean;
}

const filled = (value: string | undefined) => (value?.trim() ? value : undefined);

export function SignupForm({ next, isOwnerCodeAsked, isOwnerCodeNeeded }: SignupFormProps) {
  const form = useForm({
    resolver: lazyZodResolver(async () => (await import("@patchops/contract")).signUpInput),
    defaultValues: { email: "", password: "" },
    mode: "onTouched",
    reValidateMode: "onChange",
  });
  const signUp = useMutation(
    trpc.account.signUp.mutationOptions({
      onSuccess: () => enterAs(safeNext(next, window.location.origin)),
      onError: (error) => applyFormError(error, form.setError, ["email", "password", "name", "ownerCode"]),
    }),
  );
  const { errors } = form.formState;
  const failure = signUp.error && toErrorBody(signUp.error);
  const isAtField = Object.values(errors).some((error) => error?.type === "server");

  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit((values) => signUp.mutate(values))}
    >
      <Field label="Email" error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            type="email"
            autoComplete="username"
            autoFocus
            className="h-10"
          />
        )}
      </Field>
      <Field
        label="Password"
        hint={!errors.password && "At least 10 characters."}
        error={errors.password?.message}
      >
        {(control) => (
          <PasswordInput
            {...control}
            {...form.register("password")}
            autoComplete="new-password"
            className="h-10"
          />
        )}
      </Field>
      <Field label="Name" isOptional error={errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("name", { setValueAs: filled })}
            autoComplete="name"
            className="h-10"
          />
        )}
      </Field>
      {isOwnerCodeAsked && (
        <Field
          label="Owner code"
          isOptional={!isOwnerCodeNeeded}
          hint={
            isOwnerCodeNeeded
              ? "Printed in the terminal in which PatchOps runs."
              : "Printed in the terminal in which PatchOps runs. Without it the account is an ordinary one."
          }
          error={errors.ownerCode?.message}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register("ownerCode", { setValueAs: filled })}
              autoComplete="off"
              spellCheck={false}
              className="code h-10"
            />
          )}
        </Field>
      )}
      {failure && !isAtField && (
        <ErrorPanel
          title="No account was made"
          cause={failure.message}
          next={failure.next}
          {...(failure.code === "internal" && { requestId: failure.requestId })}
        />
      )}
      <Button type="submit" variant="primary" size="large" isBusy={signUp.isPending || signUp.isSuccess}>
        Create account
      </Button>
    </form>
  );
}
