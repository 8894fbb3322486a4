import { useState } from "react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Textarea } from "../../ui/textarea.tsx";

export interface ReplyFormProps {
  label: string;
  action: string;
  hint?: string;
  /** Rejects when it was not taken: the text stays then. */
  onSend: (text: string) => Promise<unknown>;
}

/** Writes one message more. */
export function ReplyForm({ label, action, hint, onSend }: ReplyFormProps) {
  const [text, setText] = useState("");
  const [state, setState] = useState<{ isBusy: boolean; error: unknown }>({ isBusy: false, error: null });
  const failure = state.error === null ? null : toErrorBody(state.error);
  async function send(): Promise<void> {
    setState({ isBusy: true, error: null });
    try {
      await onSend(text);
      setText("");
      setState({ isBusy: false, error: null });
    } catch (error) {
      setState({ isBusy: false, error });
    }
  }
  return (
    <form
      noValidate
      className="flex flex-col items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() && !state.isBusy) void send();
      }}
    >
      <Field label={label} hint={hint} className="w-full">
        {(control) => (
          <Textarea
            {...control}
            value={text}
            maxLength={10_000}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {failure && <ErrorPanel title="Not sent" cause={failure.message} next={failure.next} />}
      <Button type="submit" variant="primary" disabled={!text.trim()} isBusy={state.isBusy}>
        {action}
      </Button>
    </form>
  );
}
