import type { Ticket } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { ErrorChoice } from "./error-choice.tsx";
import { kindWords } from "./support-words.ts";

const kinds = (Object.keys(kindWords) as Ticket["kind"][]).map((value) => ({
  value,
  label: kindWords[value],
}));
const empty = { subject: "", text: "" };

/** Writes to who operates the instance. */
export function AskForm({ onSent }: { onSent: (id: string) => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<Ticket["kind"]>("question");
  const [values, setValues] = useState(empty);
  const [errors, setErrors] = useState<readonly string[]>([]);
  const change = (changes: Partial<typeof empty>) => setValues({ ...values, ...changes });
  const ask = useMutation(
    trpc.support.ask.mutationOptions({
      onSuccess: ({ id }) => {
        void client.invalidateQueries({ queryKey: trpc.support.list.queryKey() });
        onSent(id);
      },
    }),
  );
  const failure = ask.error && toErrorBody(ask.error);
  const isWhole = values.subject.trim() !== "" && values.text.trim() !== "";
  return (
    <form
      noValidate
      aria-label="Write to support"
      className="flex max-w-2xl flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !ask.isPending) ask.mutate({ kind, ...values, errors: [...errors] });
      }}
    >
      <Field label="What it is" className="w-full sm:w-64">
        {(control) => (
          <Select {...control} options={kinds} value={kind} onChange={setKind} className="w-full" />
        )}
      </Field>
      <Field label="In a few words" className="w-full">
        {(control) => (
          <Input
            {...control}
            value={values.subject}
            maxLength={150}
            onChange={(event) => change({ subject: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Message"
        className="w-full"
        hint="Leave out passwords and keys: nobody needs them to help."
      >
        {(control) => (
          <Textarea
            {...control}
            value={values.text}
            maxLength={10_000}
            onChange={(event) => change({ text: event.target.value })}
            className="min-h-28"
          />
        )}
      </Field>
      <ErrorChoice chosen={errors} onChange={setErrors} />
      {failure && <ErrorPanel title="Not sent" cause={failure.message} next={failure.next} />}
      <Button type="submit" variant="primary" disabled={!isWhole} isBusy={ask.isPending}>
        Send
      </Button>
    </form>
  );
}
