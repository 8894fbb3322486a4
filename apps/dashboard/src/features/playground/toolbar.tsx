import { MemoryStick, Play, Square, Timer } from "lucide-react";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Select } from "../../ui/select.tsx";
import { HistoryMenu } from "./history-menu.tsx";
import { InputEditor, type InputEditorProps } from "./input-editor.tsx";
import { runKeysClassName } from "./run-keys.ts";
import { limitChoices, type RunLimits } from "./run-limits.ts";
import { SaveAsWorkflow } from "./save-as-workflow.tsx";
import { ShareMenu } from "./share-menu.tsx";
import { SnippetsMenu } from "./snippets-menu.tsx";

export interface ToolbarProps {
  isRunning: boolean;
  isCancelling: boolean;
  /** Why nothing can be run now. */
  reason: string | undefined;
  onRun: () => void;
  onCancel: () => void;
  /** What the organization's runs may have at most. */
  ceilings: RunLimits;
  limits: RunLimits;
  onLimits: (patch: Partial<RunLimits>) => void;
  /** JSON text. */
  input: string;
  onInput: (text: string) => void;
  inputType: InputEditorProps["type"];
  getProgram: () => { code: string; input?: unknown };
  draftId: string;
  executionId: string | undefined;
  snippetId: string | undefined;
  exampleId: string | undefined;
}

export function Toolbar(props: ToolbarProps) {
  const { isRunning, isCancelling, reason, limits } = props;
  const choices = limitChoices(props.ceilings);
  return (
    <div
      role="toolbar"
      aria-label="Playground"
      className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b max-sm:gap-1 max-sm:px-3 border-hairline px-4 py-2"
    >
      <h1 className="mr-2 text-base font-semibold max-sm:sr-only">Playground</h1>
      {/* One button, so that focus stays on it. */}
      <GuardedButton
        variant={isRunning ? "secondary" : "primary"}
        icon={isRunning ? <Square /> : <Play />}
        isBusy={isCancelling}
        reason={isRunning ? undefined : reason}
        onClick={(event) => {
          if (!isRunning) props.onRun();
          // The second half of a double click on Run cancels nothing.
          else if (event.detail < 2) props.onCancel();
        }}
      >
        {isCancelling ? "Cancelling" : isRunning ? "Cancel" : "Run"}
        <Kbd keys="mod+enter" {...(!isRunning && { className: runKeysClassName })} />
      </GuardedButton>
      <Select
        label="Time limit"
        options={choices.timeouts}
        value={String(limits.timeoutMs)}
        onChange={(value) => props.onLimits({ timeoutMs: Number(value) })}
        icon={<Timer />}
        className="w-30 max-sm:w-18"
      />
      <Select
        label="Memory limit"
        options={choices.memories}
        value={String(limits.memoryMb)}
        onChange={(value) => props.onLimits({ memoryMb: Number(value) })}
        icon={<MemoryStick />}
        className="w-34 max-sm:w-23"
      />
      <InputEditor
        text={props.input}
        onChange={props.onInput}
        type={props.inputType}
        onRun={() => !isRunning && !reason && props.onRun()}
      />
      <div className="ml-auto flex items-center gap-1">
        <SnippetsMenu getProgram={props.getProgram} openId={props.snippetId} exampleId={props.exampleId} />
        <SaveAsWorkflow getProgram={props.getProgram} draftId={props.draftId} />
        <ShareMenu getProgram={props.getProgram} />
        <HistoryMenu openId={props.executionId} />
      </div>
    </div>
  );
}
