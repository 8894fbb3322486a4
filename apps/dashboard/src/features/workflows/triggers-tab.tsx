import type { Workflow } from "@patchops/contract";
import { Plus } from "lucide-react";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import type { JsonSchema } from "../../ui/schema/json-schema.ts";
import { SchemaViewer } from "../../ui/schema/schema-viewer.tsx";
import { Switch } from "../../ui/switch.tsx";
import { CodeTriggers } from "./code-triggers.tsx";
import { newSchedule } from "./new-schedule.ts";
import { ScheduleFields } from "./schedule-fields.tsx";
import type { WorkflowEdit } from "./use-workflow-edit.ts";
import { WebhookFields } from "./webhook-fields.tsx";

export interface TriggersTabProps {
  workflow: Workflow;
  /** What the newest version takes. */
  inputSchema: JsonSchema | null;
  edit: WorkflowEdit;
  reason: string | undefined;
}

const mostSchedules = 10;

/** What starts it: schedules, a webhook, MCP clients, code. Changes hold when they are published. */
export function TriggersTab({ workflow, inputSchema, edit, reason }: TriggersTabProps) {
  const { schedules, tool } = edit.config;
  const isReadOnly = reason !== undefined;
  const setSchedules = (next: typeof schedules) => edit.setConfig({ schedules: next });
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <section aria-label="Schedules" className="flex flex-col gap-3">
        <header className="flex items-center justify-between gap-2">
          <h2 className="text-base font-medium">Schedules</h2>
          <GuardedButton
            size="small"
            icon={<Plus />}
            reason={reason ?? (schedules.length >= mostSchedules ? "Ten are the most." : undefined)}
            onClick={() => setSchedules([...schedules, newSchedule()])}
          >
            Add schedule
          </GuardedButton>
        </header>
        {schedules.length === 0 && <p className="text-sm text-muted">No schedule starts it.</p>}
        {schedules.map((schedule, index) => (
          <ScheduleFields
            // One that is removed takes what was typed in it along.
            key={`${schedules.length} ${index}`}
            number={index + 1}
            schedule={schedule}
            isDisabled={isReadOnly}
            onChange={(next) => setSchedules(schedules.with(index, next))}
            onRemove={() => setSchedules(schedules.toSpliced(index, 1))}
          />
        ))}
        {schedules.length > 0 && workflow.status !== "active" && (
          <p className="text-xs text-muted">
            Nothing runs at these times before it is published and not paused.
          </p>
        )}
      </section>
      <div className="flex flex-col gap-8">
        <WebhookFields workflow={workflow} edit={edit} reason={reason} />
        <section aria-label="MCP tool" className="flex flex-col gap-3">
          <h2 className="text-base font-medium">MCP tool</h2>
          <Switch
            isOn={tool}
            isDisabled={isReadOnly}
            onChange={(isOn) => edit.setConfig({ tool: isOn })}
            hint={`Clients find ${workflow.name} in tools/list: an agent calls one tool in place of twenty.`}
          >
            MCP clients can call it
          </Switch>
          {tool && (
            <SchemaViewer
              schema={inputSchema ?? {}}
              label="What clients send"
              emptyWords="The program does not say what it takes: declare const input: { … }"
            />
          )}
        </section>
        <CodeTriggers name={workflow.name} inputSchema={inputSchema} />
      </div>
    </div>
  );
}
