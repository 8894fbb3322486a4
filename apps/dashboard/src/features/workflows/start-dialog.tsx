import type { Workflow, WorkflowVersion } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLayoutEffect, useRef, useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import type { JsonSchema } from "../../ui/schema/json-schema.ts";
import { SchemaForm } from "../../ui/schema/schema-form.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { parseJsonText } from "../playground/parse-json-text.ts";
import { useInputForm } from "../playground/use-input-form.ts";

export interface StartDialogProps {
  workflow: Workflow;
  versions: readonly WorkflowVersion[];
  isOpen: boolean;
  onClose: () => void;
}

/** Starts a run by hand, with the input that its program takes: of what is published, or of the draft to try it. */
export function StartDialog({ workflow, versions, isOpen, onClose }: StartDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Run ${workflow.name}`}
      width="medium"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="start-workflow"
            variant="primary"
            // Nothing has to be filled in: Enter starts it.
            autoFocus={workflow.current.inputSchema === null}
          >
            Run
          </Button>
        </>
      }
    >
      {isOpen && <StartForm workflow={workflow} versions={versions} />}
    </Dialog>
  );
}

const anything: JsonSchema = {};

function StartForm({ workflow, versions }: Pick<StartDialogProps, "workflow" | "versions">) {
  const cache = useQueryClient();
  const address = useSearchUpdate();
  const { name, publishedVersion, draftVersion, latestVersion } = workflow;
  const hasChoice = publishedVersion !== null && draftVersion !== null;
  const [number, setNumber] = useState(publishedVersion ?? latestVersion);
  const [text, setText] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const version = versions.find((entry) => entry.version === number);
  const form = useInputForm(version?.inputSchema ?? anything, text, setText);
  const start = useMutation(
    trpc.workflow.run.mutationOptions({
      onSuccess: ({ executionId }) => {
        void cache.invalidateQueries({ queryKey: trpc.workflow.pathKey() });
        address.push({ start: undefined, tab: "runs", run: executionId, inner: undefined });
      },
    }),
  );
  const problem = start.error && toErrorBody(start.error);
  const fields = useRef<HTMLFormElement>(null);
  // One begins with what is to be filled in, not with the cross that closes the dialog.
  useLayoutEffect(() => {
    fields.current?.querySelector<HTMLElement>("[data-path] :is(input, textarea, button)")?.focus();
  }, []);
  return (
    <form
      ref={fields}
      id="start-workflow"
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setWasTried(true);
        const parsed = parseJsonText(text);
        if (!form.isReady || !parsed.isValid || start.isPending) return;
        start.mutate({
          name,
          ...(parsed.value !== undefined && { input: parsed.value }),
          ...(number !== publishedVersion && { version: number }),
        });
      }}
    >
      {hasChoice && (
        <Segments
          label="Which version runs"
          options={[
            { id: String(publishedVersion), label: `Published, version ${publishedVersion}` },
            { id: String(draftVersion), label: `Draft, version ${draftVersion}` },
          ]}
          value={String(number)}
          onChange={(id) => setNumber(Number(id))}
        />
      )}
      {publishedVersion === null && (
        <p className="text-sm text-muted">It is a draft: this run tries it, in your name.</p>
      )}
      <SchemaForm key={number} form={form} label="Input" areIssuesShown={wasTried} />
      {problem && (
        <ErrorPanel
          title="It was not started"
          cause={problem.message}
          next={problem.next}
          requestId={problem.requestId}
          docs={problem.docs}
        />
      )}
    </form>
  );
}
