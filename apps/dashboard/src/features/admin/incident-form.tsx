import { useState } from "react";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { ReplyForm } from "../support/reply-form.tsx";

/** Tells of something that happens. */
export function IncidentForm({
  onOpen,
}: {
  onOpen: (incident: { title: string; text: string }) => Promise<unknown>;
}) {
  const [title, setTitle] = useState("");
  return (
    <div className="flex flex-col gap-4">
      <Field label="In a few words">
        {(control) => (
          <Input
            {...control}
            value={title}
            maxLength={150}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <ReplyForm
        label="What people should know"
        action="Show it at /status"
        onSend={async (text) => {
          await onOpen({ title, text });
          setTitle("");
        }}
      />
    </div>
  );
}
