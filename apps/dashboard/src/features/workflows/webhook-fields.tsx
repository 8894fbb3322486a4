import type { Workflow } from "@patchops/contract";
import { useState } from "react";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { Field } from "../../ui/field.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Switch } from "../../ui/switch.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { readMapping, writeMapping } from "./mapping-text.ts";
import { NumberField } from "./number-field.tsx";
import { RefusedRequests } from "./refused-requests.tsx";
import { RotateWebhook } from "./rotate-webhook.tsx";
import type { WorkflowEdit } from "./use-workflow-edit.ts";

export interface WebhookFieldsProps {
  workflow: Workflow;
  edit: WorkflowEdit;
  reason: string | undefined;
}

const first = { answer: "async", signed: true, perMinute: 60 } as const;

/** An address that starts it: what it takes of a request, and how it answers. */
export function WebhookFields({ workflow, edit, reason }: WebhookFieldsProps) {
  const { webhook } = edit.config;
  const { webhookUrl } = workflow;
  const isReadOnly = reason !== undefined;
  const [text, setText] = useState(writeMapping(webhook?.input));
  const read = readMapping(text);
  const set = (patch: Partial<NonNullable<typeof webhook>>) =>
    edit.setConfig({ webhook: { ...first, ...webhook, ...patch } });
  return (
    <section aria-label="Webhook" className="flex flex-col gap-3">
      <h2 className="text-base font-medium">Webhook</h2>
      <Switch
        isOn={webhook !== null}
        isDisabled={isReadOnly}
        onChange={(isOn) => (isOn ? set({}) : edit.setConfig({ webhook: null }))}
        hint="An address of its own, known to nobody else."
      >
        A webhook starts it
      </Switch>
      {webhook && (
        <>
          {webhookUrl !== null && (
            <>
              <CopyField label="Address" text={webhookUrl} action="Copy address" />
              <RotateWebhook name={workflow.name} isSigned={webhook.signed} reason={reason} />
              {!webhook.signed && (
                <CodeBlock
                  caption="Try it"
                  isWrapped
                  code={`curl -X POST ${webhookUrl} -H 'content-type: application/json' -d '{}'`}
                />
              )}
            </>
          )}
          {webhookUrl === null && !isReadOnly && (
            <p className="text-sm text-muted">
              It gets its address and secret when it is published, which shows them.
            </p>
          )}
          <RefusedRequests refusals={workflow.webhookRefusals} />
          <Switch
            isOn={webhook.signed}
            isDisabled={isReadOnly}
            onChange={(signed) => set({ signed })}
            hint={
              webhook.signed
                ? "By Standard Webhooks, with the secret of this address."
                : "Whoever knows the address can start it."
            }
          >
            Callers sign their requests
          </Switch>
          <fieldset disabled={isReadOnly} className="flex flex-col gap-3">
            <legend className="sr-only">How requests are taken</legend>
            <Segments
              label="What it answers"
              options={[
                { id: "async", label: "Answers at once" },
                { id: "sync", label: "Waits for the result, 30 s at most" },
              ]}
              value={webhook.answer}
              onChange={(answer) => set({ answer })}
            />
            <Field
              label="Input"
              isOptional
              hint="A line for each field: orderId = body.order.id, page = query.page. Without any the body is the input."
              error={"problem" in read ? read.problem : undefined}
            >
              {(control) => (
                <Textarea
                  {...control}
                  value={text}
                  spellCheck={false}
                  className="code text-sm"
                  onChange={(event) => {
                    setText(event.target.value);
                    const next = readMapping(event.target.value);
                    if ("problem" in next) return;
                    const { input: _, ...rest } = webhook;
                    edit.setConfig({
                      webhook: next.mapping === undefined ? rest : { ...rest, input: next.mapping },
                    });
                  }}
                />
              )}
            </Field>
            <NumberField
              label="Requests a minute"
              least={1}
              most={6_000}
              value={webhook.perMinute}
              onChange={(perMinute) => set({ perMinute: perMinute ?? first.perMinute })}
            />
          </fieldset>
        </>
      )}
    </section>
  );
}
