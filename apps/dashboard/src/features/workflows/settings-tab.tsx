import type { Workflow } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { trpc } from "../../api/client.ts";
import { formatPerson } from "../../format/format-person.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { CopyableId } from "../../ui/copyable-id.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { FailureFields } from "./failure-fields.tsx";
import { LimitFields } from "./limit-fields.tsx";
import { RemoveWorkflow } from "./remove-workflow.tsx";
import { RetryFields } from "./retry-fields.tsx";
import type { WorkflowEdit } from "./use-workflow-edit.ts";

export interface SettingsTabProps {
  workflow: Workflow;
  edit: WorkflowEdit;
  reason: string | undefined;
}

/** No profile: a slug never has a space. */
const allTools = "all tools";

/** What it may use, whose name it runs in, and what happens when it fails. Changes hold when they are published. */
export function SettingsTab({ workflow, edit, reason }: SettingsTabProps) {
  const profiles = useQuery(trpc.profile.list.queryOptions());
  const { description, profile } = edit.config;
  const { actsAs } = workflow;
  const isReadOnly = reason !== undefined;
  const slugs = new Set([
    ...(profiles.data ?? []).map(({ slug }) => slug),
    ...(profile === null ? [] : [profile]),
  ]);
  return (
    <div className="flex max-w-200 flex-col gap-8">
      {reason && <p className="text-sm text-muted">{reason}</p>}
      <fieldset disabled={isReadOnly} className="flex flex-col gap-8">
        <legend className="sr-only">Settings</legend>
        <Group title="What it is">
          <Field
            label="Description"
            hint="People read it in the list, and MCP clients as the tool's description."
          >
            {(control) => (
              <Input
                {...control}
                value={description}
                maxLength={500}
                autoComplete="off"
                onChange={(event) => edit.setConfig({ description: event.target.value })}
              />
            )}
          </Field>
          <Field label="Tools it may use" hint="A profile holds it to its tools, whoever it runs for.">
            {(control) => (
              <Select
                {...control}
                options={[
                  { value: allTools, label: "All tools of whom it runs for" },
                  ...[...slugs].map((slug) => ({
                    value: slug,
                    label: profiles.data?.find((each) => each.slug === slug)?.name ?? slug,
                  })),
                ]}
                value={profile ?? allTools}
                isDisabled={isReadOnly}
                onChange={(next) => edit.setConfig({ profile: next === allTools ? null : next })}
                className="max-w-80"
              />
            )}
          </Field>
          <Facts
            label="About this workflow"
            facts={[
              {
                label: "Runs for",
                value: (
                  <>
                    {actsAs.isServiceAccount
                      ? `${actsAs.name ?? actsAs.email}, a service account`
                      : formatPerson(actsAs)}
                    <span className="block text-xs text-muted">
                      Whoever publishes it next, or a service account that is chosen then.
                    </span>
                  </>
                ),
              },
              {
                label: "Made",
                value: <span className="numbers text-xs">{formatFullTime(workflow.createdAt)}</span>,
              },
              { label: "Workflow", value: <CopyableId value={workflow.id} /> },
            ]}
          />
        </Group>
        <Group title="Limits of a run">
          <LimitFields edit={edit} />
        </Group>
        <Group title="Tries">
          <RetryFields edit={edit} isReadOnly={isReadOnly} />
        </Group>
        <Group title="When it fails for good">
          <FailureFields edit={edit} isReadOnly={isReadOnly} />
        </Group>
      </fieldset>
      <RemoveWorkflow workflow={workflow} reason={reason} />
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="text-base font-medium">{title}</h2>
      {children}
    </section>
  );
}
