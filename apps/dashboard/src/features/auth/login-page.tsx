import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { trpc } from "../../api/client.ts";
import { enterAs } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { lazyZodResolver } from "../../forms/lazy-zod-resolver.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { AuthFrame } from "./auth-frame.tsx";
import { instanceQuery } from "./instance-query.ts";
import { safeNext } from "./safe-next.ts";

const route = getRouteApi("/login");

export function LoginPage() {
  const { next } = route.useSearch();
  const { signup } = useSuspenseQuery(instanceQuery).data;
  const form = useForm({
    resolver: lazyZodResolver(async () => (await import("@patchops/contract")).logInInput),
    defaultValues: { email: "", password: "" },
    mode: "onTouched",
    reValidateMode: "onChange",
  });
  const logIn = useMutation(
    trpc.account.logIn.mutationOptions({
      onSuccess: () => enterAs(safeNext(next, window.location.origin)),
    }),
  );
  const { errors } = form.formState;
  const failure = logIn.error && toErrorBody(logIn.error);

  return (
    <AuthFrame
      title="Sign in"
      footer={
        signup === "open" && (
          <>
            New here?{" "}
            <Link to="/signup" search={{ next }} className="text-link underline underline-offset-2">
              Create an account
            </Link>
          </>
        )
      }
    >
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={form.handleSubmit((values) => logIn.mutate(values))}
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
        <Field label="Password" error={errors.password && "Enter your password."}>
          {(control) => (
            <PasswordInput
              {...control}
              {...form.register("password")}
              autoComplete="current-password"
              className="h-10"
            />
          )}
        </Field>
        {failure && (
          <ErrorPanel
            title="Not signed in"
            cause={failure.message}
            next={failure.next}
            {...(failure.code === "internal" && { requestId: failure.requestId })}
          />
        )}
        <Button type="submit" variant="primary" size="large" isBusy={logIn.isPending || logIn.isSuccess}>
          Sign in
        </Button>
      </form>
    </AuthFrame>
  );
}
