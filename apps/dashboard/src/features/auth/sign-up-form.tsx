import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { applyFormError } from "../../api/apply-form-error.ts";
import { trpc } from "../../api/client.ts";
import { enterAs } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { filled } from "../../forms/filled.ts";
import { lazyZodResolver } from "../../forms/lazy-zod-resolver.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { EmailField } from "./email-field.tsx";
import { safeNext } from "./safe-next.ts";

interface SignUpValues {
  email: string;
  password: string;
  name?: string | undefined;
  ownerCode?: string | undefined;
  invitation?: string | undefined;
}

export interface SignUpFormProps {
  /** Where to go then: a path of ours. */
  next: string | undefined;
  /** The instance has a code, and nobody owns it yet; `needed`: without it there is no account at all. */
  ownerCode?: "optional" | "needed" | undefined;
  /** By which they come, and join with it; `email` is the only address that may. */
  invitation?: { token: string; email: string | null; onJoined: () => void };
  /** From the waitlist: the link's token, and the address that it is for. */
  waitlist?: { token: string; email: string } | null;
}

/** Mail address and password of a new account, and what it may have besides. */
export function SignUpForm({ next, ownerCode, invitation, waitlist }: SignUpFormProps) {
  const form = useForm({
    resolver: lazyZodResolver<SignUpValues, SignUpValues>(
      async () => (await import("@patchops/contract")).signUpInput,
    ),
    defaultValues: {
      email: invitation?.email ?? "",
      password: "",
      ...(invitation && { invitation: invitation.token }),
      ...(waitlist && { waitlist: waitlist.token, email: waitlist.email }),
    },
    mode: "onTouched",
    reValidateMode: "onChange",
  });
  const signUp = useMutation(trpc.account.signUp.mutationOptions());
  const submit = async (values: SignUpValues) => {
    const { termsVersion } = await import("@patchops/contract");
    signUp.mutate(
      { ...values, terms: termsVersion },
      {
        onSuccess: ({ userId }) => {
          if (userId === null) return;
          invitation?.onJoined();
          enterAs(safeNext(next, window.location.origin));
        },
        onError: (error) => {
          applyFormError(error, form.setError, ["email", "password", "name", "ownerCode"]);
        },
      },
    );
  };
  const { errors } = form.formState;
  const failure = signUp.error && toErrorBody(signUp.error);
  const isAtField = Object.values(errors).some((error) => error?.type === "server");

  if (signUp.data?.userId === null) {
    return (
      <p role="status" className="text-sm">
        Look into your mail: it says how it goes on.
      </p>
    );
  }
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit(submit)}>
      <EmailField
        input={form.register("email")}
        error={errors.email?.message}
        autoComplete="username"
        isFixed={invitation?.email != null || waitlist != null}
      />
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
      {ownerCode && (
        <Field
          label="Owner code"
          isOptional={ownerCode === "optional"}
          hint={`Printed in the terminal in which PatchOps runs.${
            ownerCode === "optional" ? " Without it the account is an ordinary one." : ""
          }`}
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
      <p className="text-xs text-muted">
        With the account you accept the{" "}
        <a href="/legal/terms" className="text-link underline underline-offset-2">
          terms of use
        </a>
        . The{" "}
        <a href="/legal/privacy" className="text-link underline underline-offset-2">
          privacy policy
        </a>{" "}
        says what is stored.
      </p>
      <Button type="submit" variant="primary" size="large" isBusy={signUp.isPending || signUp.isSuccess}>
        Create account
      </Button>
    </form>
  );
}
