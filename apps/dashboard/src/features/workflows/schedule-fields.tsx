import type { WorkflowSchedule } from "@patchops/contract";
import { Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { parseJsonText } from "../playground/parse-json-text.ts";
import { cronChoices } from "./cron-choices.ts";
import { NextRuns } from "./next-runs.tsx";
import { useNextRuns } from "./use-next-runs.ts";

export interface ScheduleFieldsProps {
  /** Counts from 1. */
  number: number;
  schedule: WorkflowSchedule;
  isDisabled: boolean;
  onChange: (schedule: WorkflowSchedule) => void;
  onRemove: () => void;
}

const missedChoices: readonly { value: WorkflowSchedule["missed"]; label: string }[] = [
  { value: "once", label: "run once for all of them" },
  { value: "skip", label: "leave them out" },
  { value: "all", label: "run once for each" },
];
const timeZones = ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** One schedule: when, in which zone, what becomes of times that were missed, and with which input. */
export function ScheduleFields({ number, schedule, isDisabled, onChange, onRemove }: ScheduleFieldsProps) {
  const id = useId();
  const { cron, timeZone, missed, input } = schedule;
  const [text, setText] = useState(input === undefined ? "" : JSON.stringify(input, null, 2));
  const parsed = parseJsonText(text);
  const next = useNextRuns({ cron, timeZone });
  const known = cronChoices.find((choice) => choice.cron === cron.trim());
  return (
    <fieldset
      disabled={isDisabled}
      className="flex flex-col gap-3 rounded-lg border border-hairline px-3 pt-2 pb-3"
    >
      <legend className="sr-only">Schedule {number}</legend>
      <div className="flex items-center justify-between gap-2">
        <span className="text-sm font-medium" aria-hidden>
          Schedule {number}
        </span>
        <IconButton label={`Remove schedule ${number}`} size="small" disabled={isDisabled} onClick={onRemove}>
          <Trash2 />
        </IconButton>
      </div>
      <div className="grid gap-3 sm:grid-cols-3 lg:grid-cols-2">
        <Field
          label="When"
          hint={known ? known.words : "Minute, hour, day, month, weekday"}
          error={next.problem ?? undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={cron}
              list={`${id}-crons`}
              maxLength={120}
              autoComplete="off"
              spellCheck={false}
              className="code"
              onChange={(event) => onChange({ ...schedule, cron: event.target.value })}
            />
          )}
        </Field>
        <Field label="Time zone">
          {(control) => (
            <Input
              {...control}
              value={timeZone}
              list={`${id}-zones`}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ ...schedule, timeZone: event.target.value })}
            />
          )}
        </Field>
        <Field label="Times that were missed">
          {(control) => (
            <Select
              {...control}
              options={missedChoices}
              value={missed}
              isDisabled={isDisabled}
              onChange={(choice) => onChange({ ...schedule, missed: choice })}
            />
          )}
        </Field>
      </div>
      <Field label="Input as JSON" isOptional error={parsed.isValid ? undefined : parsed.message}>
        {(control) => (
          <Textarea
            {...control}
            value={text}
            rows={2}
            spellCheck={false}
            placeholder="{ }"
            className="code text-sm"
            onChange={(event) => {
              setText(event.target.value);
              const typed = parseJsonText(event.target.value);
              if (!typed.isValid) return;
              const { input: _, ...rest } = schedule;
              onChange(typed.value === undefined ? rest : { ...rest, input: typed.value });
            }}
          />
        )}
      </Field>
      {next.times.length > 0 && <NextRuns number={number} times={next.times} timeZone={timeZone} />}
      <datalist id={`${id}-crons`}>
        {cronChoices.map((choice) => (
          <option key={choice.cron} value={choice.cron}>
            {choice.words}
          </option>
        ))}
      </datalist>
      <datalist id={`${id}-zones`}>
        {timeZones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </fieldset>
  );
}
