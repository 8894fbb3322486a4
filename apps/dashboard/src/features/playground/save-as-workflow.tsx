import { Workflow } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useRefusal } from "../../api/use-refusal.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";

const SaveWorkflowDialog = lazy(() =>
  import("../workflows/save-workflow-dialog.tsx").then((module) => ({ default: module.SaveWorkflowDialog })),
);

export interface SaveAsWorkflowProps {
  getProgram: () => { code: string; input?: unknown };
  /** A draft that began as a workflow's program goes back to it: `workflow:<name>`. */
  draftId: string;
}

/** The program of the editor becomes a workflow's draft. */
export function SaveAsWorkflow({ getProgram, draftId }: SaveAsWorkflowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const reason = useRefusal("workflow.deploy", "make workflows");
  const [, firstName = ""] = /^workflow:(.+)$/.exec(draftId) ?? [];
  return (
    <>
      <GuardedButton
        variant="quiet"
        icon={<Workflow />}
        reason={reason}
        className="max-sm:px-2"
        onClick={() => {
          setWasOpened(true);
          setIsOpen(true);
        }}
      >
        <span className="max-lg:sr-only">Save as workflow</span>
      </GuardedButton>
      {wasOpened && (
        <Suspense>
          <SaveWorkflowDialog
            isOpen={isOpen}
            onClose={() => setIsOpen(false)}
            getProgram={getProgram}
            firstName={firstName}
          />
        </Suspense>
      )}
    </>
  );
}
