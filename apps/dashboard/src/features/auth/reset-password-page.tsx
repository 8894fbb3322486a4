import { useMutation } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { applyFormError } from "../../api/apply-form-error.ts";
import { trpc } from "../../api/client.ts";
import { lazyZodResolver } from "../../forms/lazy-zod-resolver.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { cn } from "../../ui/cn.ts";
import { Field } from "../../ui/field.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { AuthFrame } from "./auth-frame.tsx";
import { LinkFailure } from "./link-failure.tsx";
import { linkToken } from "./link-token.ts";
import { SignInLink } from "./sign-in-link.tsx";

/** Where the link leads that was mailed to who forgot their password. */
export function ResetPasswordPage() {
  const token = linkToken(useLocation().hash);
  const form = useForm({
    resolver: lazyZodResolver<{ password: string }, { password: string }>(async () =>
      (await import("@patchops/contract")).resetPasswordInput.pick({ password: true }),
    ),
    defaultValues: { password: "" },
  });
  const reset = useMutation(
    trpc.account.resetPassword.mutationOptions({
      onError: (error) => applyFormError(error, form.setError, ["password"]),
    }),
  );
  const { errors } = form.formState;
  if (reset.isSuccess) {
    return (
      <AuthFrame title="Your password is changed">
        <p role="status" className="text-sm text-pretty">
          All your devices are signed out. API keys go on working.
        </p>
        <Link
          to="/login"
          className={cn(buttonVariants({ variant: "primary", size: "large" }), "mt-6 w-full")}
        >
          Sign in
        </Link>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Choose a new password"
      description="It signs you out everywhere."
      footer={<SignInLink>Back to sign in</SignInLink>}
    >
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={form.handleSubmit(({ password }) => reset.mutate({ token, password }))}
      >
        <Field
          label="New password"
          hint={!errors.password && "At least 10 characters."}
          error={errors.password?.message}
        >
          {(control) => (
            <PasswordInput
              {...control}
              {...form.register("password")}
              autoComplete="new-password"
              autoFocus
              className="h-10"
            />
          )}
        </Field>
        {reset.error && errors.password?.type !== "server" && (
          <LinkFailure title="Not changed" error={reset.error} newLinkPath="/forgot-password" />
        )}
        <Button type="submit" variant="primary" size="large" isBusy={reset.isPending}>
          Change password
        </Button>
      </form>
    </AuthFrame>
  );
}
