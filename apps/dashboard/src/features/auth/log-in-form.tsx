import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { trpc } from "../../api/client.ts";
import { enterAs } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { appealTicket } from "./appeal-ticket.ts";
import { EmailField } from "./email-field.tsx";
import { keepingPath } from "./keeping-path.ts";
import { safeNext } from "./safe-next.ts";

export interface LogInFormProps {
  /** Where to go then: a path of ours. */
  next: string | undefined;
  /** By which they come, and join with it; `email` is the only address that may. */
  invitation?: { token: string; email: string | null; onJoined: () => void };
  /** The account is suspended; with the ticket its person may object. */
  onSuspended?: (ticket: string) => void;
}

/** What is said of a field that cannot be sent as it is. */
const words = { email: "Enter a mail address like you@example.com.", password: "Enter your password." };
type Name = keyof typeof words;
const names: readonly Name[] = ["email", "password"];
const isName = (name: string): name is Name => Object.hasOwn(words, name);

/** Mail address and password. Two fields that the browser can check: everybody's first page comes without the library for forms. */
export function LogInForm({ next, invitation, onSuspended }: LogInFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Partial<Record<Name, string>>>({});
  const inputOf = (name: Name) => form.current?.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  const [failedField, setFailedField] = useState<Name>();
  const logIn = useMutation(
    trpc.account.logIn.mutationOptions({
      onSuccess: () => {
        invitation?.onJoined();
        enterAs(safeNext(next, window.location.origin));
      },
      onError: (error) => {
        const ticket = appealTicket(error);
        const keeping = keepingPath(error);
        const { details, message } = toErrorBody(error);
        const field = names.find((name) => name === details?.field);
        if (keeping) window.location.assign(keeping);
        else if (ticket) onSuspended?.(ticket);
        else if (field) {
          setFailedField(field);
          setProblems({ [field]: message.replace(` (${field})`, "") });
          inputOf(field)?.focus();
        }
      },
    }),
  );
  const failure = logIn.error && failedField === undefined ? toErrorBody(logIn.error) : undefined;
  const check = (input: HTMLInputElement) => {
    if (!isName(input.name)) return;
    const problem = input.validity.valid ? undefined : words[input.name];
    setProblems((before) => ({ ...before, [input.name]: problem }));
  };
  return (
    <form
      ref={form}
      noValidate
      className="flex flex-col gap-4"
      onBlur={({ target, relatedTarget, currentTarget }) => {
        // Said to who goes on in the form: a link below it would move away from under the pointer.
        if (target instanceof HTMLInputElement && currentTarget.contains(relatedTarget)) check(target);
      }}
      onChange={({ target }) =>
        target instanceof HTMLInputElement && isName(target.name) && problems[target.name] && check(target)
      }
      onSubmit={(event) => {
        event.preventDefault();
        if (logIn.isPending || logIn.isSuccess) return;
        const wrong = names.filter((name) => inputOf(name)?.validity.valid === false);
        setProblems(Object.fromEntries(wrong.map((name) => [name, words[name]])));
        if (wrong[0]) inputOf(wrong[0])?.focus();
        else {
          setFailedField(undefined);
          logIn.mutate({
            email: inputOf("email")?.value ?? "",
            password: inputOf("password")?.value ?? "",
            ...(invitation && { invitation: invitation.token }),
          });
        }
      }}
    >
      <EmailField
        input={{ name: "email", required: true, defaultValue: invitation?.email ?? "" }}
        error={problems.email}
        autoComplete="username webauthn"
        isFixed={invitation?.email != null}
      />
      <Field label="Password" error={problems.password}>
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            required
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
  );
}
