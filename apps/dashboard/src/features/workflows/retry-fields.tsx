import { formatDuration } from "../../format/format-duration.ts";
import { Switch } from "../../ui/switch.tsx";
import { NumberField } from "./number-field.tsx";
import type { WorkflowEdit } from "./use-workflow-edit.ts";

export interface RetryFieldsProps {
  edit: WorkflowEdit;
  isReadOnly: boolean;
}

const kinds = [
  { id: "run", label: "Tries of a run", hint: "A further one goes on at the step that failed." },
  { id: "call", label: "Tries of a call", hint: "Of those that never left, or may be made again." },
] as const;

/** How often a run, and each call of it, is tried, and how long it waits before. */
export function RetryFields({ edit, isReadOnly }: RetryFieldsProps) {
  const { retries, repeatCalls } = edit.config;
  return (
    <>
      {kinds.map(({ id, label, hint }) => (
        <div key={id} className="grid gap-3 sm:grid-cols-2">
          <NumberField
            label={label}
            hint={hint}
            least={1}
            most={20}
            value={retries[id].attempts}
            onChange={(attempts = 1) =>
              edit.setConfig({ retries: { ...retries, [id]: { ...retries[id], attempts } } })
            }
          />
          {retries[id].attempts > 1 && (
            <NumberField
              label="Wait before the second, in ms"
              hint="Doubled before each further one."
              describe={formatDuration}
              least={0}
              most={86_400_000}
              value={retries[id].backoffMs}
              onChange={(backoffMs = 1_000) =>
                edit.setConfig({ retries: { ...retries, [id]: { ...retries[id], backoffMs } } })
              }
            />
          )}
        </div>
      ))}
      <Switch
        isOn={repeatCalls}
        isDisabled={isReadOnly}
        onChange={(isOn) => edit.setConfig({ repeatCalls: isOn })}
        hint="Off: a run whose call was under way when its node died asks you, unless the tool says that a repetition is harmless."
      >
        Send calls again whose answer was lost
      </Switch>
    </>
  );
}
