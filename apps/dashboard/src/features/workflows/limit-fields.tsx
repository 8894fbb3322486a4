import type { WorkflowConfig } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { NumberField, type NumberFieldProps } from "./number-field.tsx";
import type { WorkflowEdit } from "./use-workflow-edit.ts";

type Limit = keyof WorkflowConfig["limits"];

/** The others of `runLimits` are set in the workflow's file. */
const fields: readonly ({ id: Limit } & Omit<NumberFieldProps, "value" | "onChange">)[] = [
  { id: "timeoutMs", label: "Time in ms", describe: formatDuration, least: 100, most: 3_600_000 },
  { id: "cpuMs", label: "Computing time in ms", describe: formatDuration, least: 10, most: 3_600_000 },
  { id: "memoryMb", label: "Memory in MB", least: 16, most: 4_096 },
  { id: "maxToolCalls", label: "Tool calls", least: 0, most: 1_000_000 },
  { id: "maxConcurrentToolCalls", label: "Calls at once", least: 1, most: 10_000 },
];

/** What one run may use, below what the plan allows; and how many run at once. */
export function LimitFields({ edit }: { edit: WorkflowEdit }) {
  const { limits, concurrency } = edit.config;
  return (
    <>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-3">
        {fields.map(({ id, ...field }) => (
          <NumberField
            key={id}
            {...field}
            placeholder="as the plan allows"
            value={limits[id]}
            onChange={(value) => {
              const { [id]: _, ...rest } = limits;
              edit.setConfig({ limits: value === undefined ? rest : { ...rest, [id]: value } });
            }}
          />
        ))}
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <NumberField
          label="Runs at once"
          least={1}
          most={1_000}
          placeholder="no limit"
          hint="The others wait their turn."
          value={concurrency?.limit}
          onChange={(limit) =>
            edit.setConfig({ concurrency: limit === undefined ? null : { ...concurrency, limit } })
          }
        />
        {concurrency && (
          <Field
            label="Counted by"
            isOptional
            hint="A value of the input, such as customer.id: so many for each."
          >
            {(control) => (
              <Input
                {...control}
                value={concurrency.key ?? ""}
                maxLength={200}
                autoComplete="off"
                spellCheck={false}
                className="code"
                onChange={(event) => {
                  const { limit } = concurrency;
                  const key = event.target.value.trim();
                  edit.setConfig({ concurrency: key === "" ? { limit } : { limit, key } });
                }}
              />
            )}
          </Field>
        )}
      </div>
    </>
  );
}
