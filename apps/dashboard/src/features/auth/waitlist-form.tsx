import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { applyFormError } from "../../api/apply-form-error.ts";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { filled } from "../../forms/filled.ts";
import { lazyZodResolver } from "../../forms/lazy-zod-resolver.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { EmailField } from "./email-field.tsx";

interface WaitlistValues {
  email: string;
  name?: string | undefined;
}

/** Asks for an account where not everybody gets one at once. */
export function WaitlistForm() {
  const form = useForm({
    resolver: lazyZodResolver<WaitlistValues, WaitlistValues>(
      async () => (await import("@patchops/contract")).joinWaitlistInput,
    ),
    defaultValues: { email: "" },
    mode: "onTouched",
    reValidateMode: "onChange",
  });
  const join = useMutation(
    trpc.account.joinWaitlist.mutationOptions({
      onError: (error) => applyFormError(error, form.setError, ["email", "name"]),
    }),
  );
  const { errors } = form.formState;
  const failure = join.error && toErrorBody(join.error);
  if (join.isSuccess) {
    return (
      <p role="status" className="text-sm">
        Thank you. A mail tells you when there is a place. If you have an account already, just sign in.
      </p>
    );
  }
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit((values) => join.mutate(values))}
    >
      <EmailField input={form.register("email")} error={errors.email?.message} autoComplete="email" />
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
      {failure && <ErrorPanel title="You are not on the list" cause={failure.message} next={failure.next} />}
      <Button type="submit" variant="primary" size="large" isBusy={join.isPending}>
        Join the waitlist
      </Button>
    </form>
  );
}
