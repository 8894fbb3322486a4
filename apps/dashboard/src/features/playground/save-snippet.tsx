import { snippetNamePattern, snippetNameWords } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.ts";

export interface SaveSnippetProps {
  getProgram: () => { code: string; input?: unknown };
  firstName: string;
  onSaved: () => void;
}

/** Keeps the program as it is now under a name. A name that is taken is replaced by a second press. */
export function SaveSnippet({ getProgram, firstName, onSaved }: SaveSnippetProps) {
  const cache = useQueryClient();
  const [name, setName] = useState(firstName);
  const save = useMutation(
    trpc.snippet.save.mutationOptions({
      onSuccess: (saved) => {
        toast({ title: `Saved as ${saved.name}`, detail: `patchops run --snippet ${saved.name}` });
        void cache.invalidateQueries({ queryKey: trpc.snippet.pathKey() });
        onSaved();
      },
    }),
  );
  const error = save.error && toErrorBody(save.error);
  const isTaken = error?.code === "conflict";
  const shape = name === "" || snippetNamePattern.test(name) ? undefined : snippetNameWords;
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== "" && shape === undefined) save.mutate({ ...getProgram(), name, replace: isTaken });
      }}
    >
      <Field label="Save this program as" error={shape}>
        {(control) => (
          <div className="flex items-center gap-2">
            <Input
              {...control}
              value={name}
              placeholder="weekly-report"
              maxLength={63}
              autoComplete="off"
              onChange={(event) => {
                setName(event.target.value);
                save.reset();
              }}
              className="code"
            />
            <Button
              type="submit"
              variant={isTaken ? "danger" : "primary"}
              isBusy={save.isPending}
              disabled={name === "" || shape !== undefined}
            >
              {isTaken ? "Replace" : "Save"}
            </Button>
          </div>
        )}
      </Field>
      {isTaken && (
        <p className="text-sm text-warning">
          There is a snippet of this name. Replace it with this program, or choose another name.
        </p>
      )}
      {error && !isTaken && (
        <ErrorPanel
          title="Not saved"
          cause={error.message}
          next={error.next}
          requestId={error.code === "invalid_input" ? undefined : error.requestId}
          docs={error.docs}
        />
      )}
    </form>
  );
}
