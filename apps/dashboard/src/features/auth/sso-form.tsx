import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

/** Leads to the provider of the organization whose domain the address has. */
export function SsoForm({ next }: { next: string | undefined }) {
  const [email, setEmail] = useState("");
  const start = useMutation(
    trpc.singleSignOn.start.mutationOptions({ onSuccess: ({ url }) => window.location.assign(url) }),
  );
  const failure = start.error && toErrorBody(start.error);
  return (
    <form
      noValidate
      className="mt-6 flex flex-col gap-4 border-t border-hairline pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!start.isPending && email.trim() !== "") start.mutate({ email, ...(next && { next }) });
      }}
    >
      <Field label="Your work address" hint="Its domain says whose login it is.">
        {(control) => (
          <Input
            {...control}
            type="email"
            value={email}
            autoFocus
            autoComplete="email"
            className="h-10"
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      {failure && <ErrorPanel title="Not signed in" cause={failure.message} next={failure.next} />}
      <Button type="submit" size="large" isBusy={start.isPending || start.isSuccess}>
        Continue with single sign-on
      </Button>
    </form>
  );
}
