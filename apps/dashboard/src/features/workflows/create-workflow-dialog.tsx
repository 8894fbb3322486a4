import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { templates } from "./templates.ts";
import { isWorkflowName, WorkflowNameField } from "./workflow-name-field.tsx";

const emptyProgram = `// What it returns is the run's result. Type "tools." to see what is connected.
return "Nothing done yet.";
`;
const nothing = "nothing";

export interface CreateWorkflowDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** The template that is chosen at first. */
  template: string | undefined;
}

/** Makes a draft: nothing runs before it is published. */
export function CreateWorkflowDialog({ isOpen, onClose, template }: CreateWorkflowDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Create a workflow"
      description="It begins as a draft. Nothing runs before you publish it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="create-workflow" variant="primary">
            Create draft
          </Button>
        </>
      }
    >
      {isOpen && <Form template={template} />}
    </Dialog>
  );
}

function Form({ template }: { template: string | undefined }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const first = templates.find(({ id }) => id === template);
  const [chosen, setChosen] = useState(first?.id ?? nothing);
  const [name, setName] = useState(first?.id ?? "");
  const list = cache.getQueryData(trpc.workflow.list.queryKey());
  const isTaken = list?.some((workflow) => workflow.name === name) ?? false;
  const create = useMutation(
    trpc.workflow.deploy.mutationOptions({
      onSuccess: (made) => {
        void cache.invalidateQueries({ queryKey: trpc.workflow.pathKey() });
        void navigate({ to: "/workflows/$name", params: { name: made.name } });
      },
    }),
  );
  const problem = create.error && toErrorBody(create.error);
  return (
    <form
      id="create-workflow"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWorkflowName(name) || isTaken || create.isPending) return;
        const source = templates.find(({ id }) => id === chosen);
        const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
        create.mutate({
          name,
          code: source?.code ?? emptyProgram,
          config: source?.config(timeZone) ?? {},
          notes: source ? `From the template “${source.title}”` : "",
          publish: false,
        });
      }}
    >
      <Field label="Begin with">
        {(control) => (
          <Select
            {...control}
            options={[
              { value: nothing, label: "An empty program" },
              ...templates.map(({ id, title }) => ({ value: id, label: title })),
            ]}
            value={chosen}
            onChange={(next) => {
              // A name that nobody typed follows the choice.
              if (name === "" || templates.some(({ id }) => id === name))
                setName(next === nothing ? "" : next);
              setChosen(next);
            }}
          />
        )}
      </Field>
      <WorkflowNameField
        value={name}
        problem={isTaken ? "There is a workflow of this name." : undefined}
        onChange={(next) => {
          setName(next);
          create.reset();
        }}
      />
      {problem && (
        <ErrorPanel
          title="Not created"
          cause={problem.message}
          next={problem.next}
          requestId={problem.requestId}
          docs={problem.docs}
        />
      )}
    </form>
  );
}
