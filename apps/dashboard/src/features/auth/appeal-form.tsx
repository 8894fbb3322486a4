import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Textarea } from "../../ui/textarea.tsx";

/** Why the account is suspended, and a form to object. The ticket came with the refused sign-in. */
export function AppealForm({ ticket }: { ticket: string }) {
  const [text, setText] = useState("");
  // Once: when it was sent the ticket is used.
  const suspension = useQuery(
    trpc.account.suspension.queryOptions({ ticket }, { staleTime: Number.POSITIVE_INFINITY, retry: false }),
  );
  const send = useMutation(trpc.account.appeal.mutationOptions());
  const failure = (send.error ?? suspension.error) && toErrorBody(send.error ?? suspension.error);
  if (send.isSuccess) {
    return (
      <p role="status" className="text-sm">
        An admin of this instance reads it. Sign in again later to see what came of it.
      </p>
    );
  }
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() && !send.isPending) send.mutate({ ticket, text });
      }}
    >
      {suspension.data?.reason && (
        <p className="rounded-md bg-warning-tint px-3 py-2 text-sm wrap-anywhere">{suspension.data.reason}</p>
      )}
      <Field label="What speaks against it" hint="The admins of this instance read it.">
        {(control) => (
          <Textarea
            {...control}
            value={text}
            maxLength={4_000}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {failure && <ErrorPanel title="Not sent" cause={failure.message} next={failure.next} />}
      <Button type="submit" variant="primary" size="large" disabled={!text.trim()} isBusy={send.isPending}>
        Object
      </Button>
    </form>
  );
}
