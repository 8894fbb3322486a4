import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { lazyZodResolver } from "../../forms/lazy-zod-resolver.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { AuthFrame } from "./auth-frame.tsx";
import { EmailField } from "./email-field.tsx";
import { instanceQuery } from "./instance-query.ts";
import { SignInLink } from "./sign-in-link.tsx";

export function ForgotPasswordPage() {
  const { sendsMail } = useSuspenseQuery(instanceQuery).data;
  const form = useForm({
    resolver: lazyZodResolver(async () => (await import("@patchops/contract")).requestPasswordResetInput),
    defaultValues: { email: "" },
  });
  const request = useMutation(trpc.account.requestPasswordReset.mutationOptions());
  const failure = request.error && toErrorBody(request.error);
  const footer = <SignInLink>Back to sign in</SignInLink>;
  if (request.isSuccess) {
    return (
      <AuthFrame title="Look into your mailbox" footer={footer}>
        <p role="status" className="text-sm text-pretty">
          {sendsMail
            ? `If ${request.variables.email} has an account here, a link to choose a new password is on its way. It works once, for an hour.`
            : `If ${request.variables.email} has an account here, its link lies in the outbox: this instance sends no mail. Ask the person who runs it.`}
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Forgot your password?"
      description={
        sendsMail
          ? "We mail you a link to choose a new one."
          : "This instance sends no mail: whoever runs it finds the link in the outbox and can give it to you."
      }
      footer={footer}
    >
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={form.handleSubmit((values) => request.mutate(values))}
      >
        <EmailField
          input={form.register("email")}
          error={form.formState.errors.email?.message}
          autoComplete="username"
        />
        {failure && <ErrorPanel title="No link was sent" cause={failure.message} next={failure.next} />}
        <Button type="submit" variant="primary" size="large" isBusy={request.isPending}>
          {sendsMail ? "Mail me a link" : "Ask for a link"}
        </Button>
      </form>
    </AuthFrame>
  );
}
