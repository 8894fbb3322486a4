import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { refreshWorkflows } from "./refresh-workflows.ts";
import { isWorkflowName, WorkflowNameField } from "./workflow-name-field.tsx";

export interface SaveWorkflowDialogProps {
  isOpen: boolean;
  onClose: () => void;
  getProgram: () => { code: string };
  firstName: string;
}

/** A program becomes the draft of a new workflow, or the next draft of one that is there; what runs stays as it is. */
export function SaveWorkflowDialog(props: SaveWorkflowDialogProps) {
  const { isOpen, onClose } = props;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Save as workflow"
      description="As a draft: you choose what starts it, and publish it, on its page."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="save-workflow" variant="primary">
            Save draft
          </Button>
        </>
      }
    >
      {isOpen && <SaveForm {...props} />}
    </Dialog>
  );
}

function SaveForm({ getProgram, firstName }: SaveWorkflowDialogProps) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(firstName);
  const listOptions = trpc.workflow.list.queryOptions();
  const list = useQuery(listOptions);
  const isTaken = list.data?.some((workflow) => workflow.name === name) ?? false;
  const save = useMutation({
    mutationFn: async (chosen: string) => {
      // One that is there keeps its settings: a version holds program and settings both.
      const workflows = await cache.ensureQueryData(listOptions);
      const isThere = workflows.some((workflow) => workflow.name === chosen);
      const [newest] = isThere ? await api.workflow.versions.query({ name: chosen }) : [];
      return api.workflow.deploy.mutate({
        ...{ name: chosen, code: getProgram().code, publish: false, notes: "From the playground" },
        ...(newest && { config: newest.config }),
      });
    },
    onSuccess: async (saved) => {
      await refreshWorkflows(cache);
      void navigate({ to: "/workflows/$name", params: { name: saved.name } });
    },
  });
  const problem = save.error && toErrorBody(save.error);
  return (
    <form
      id="save-workflow"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWorkflowName(name) && !save.isPending) save.mutate(name);
      }}
    >
      <WorkflowNameField
        value={name}
        hint={isTaken ? "There is a workflow of this name: this program becomes its next draft." : undefined}
        onChange={(next) => {
          setName(next);
          save.reset();
        }}
      />
      {problem && (
        <ErrorPanel
          title="Not saved"
          cause={problem.message}
          next={problem.next}
          requestId={problem.requestId}
          docs={problem.docs}
        />
      )}
    </form>
  );
}
