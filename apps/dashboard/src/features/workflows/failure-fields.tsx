import { useState } from "react";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { NumberField } from "./number-field.tsx";
import type { WorkflowEdit } from "./use-workflow-edit.ts";

export interface FailureFieldsProps {
  edit: WorkflowEdit;
  isReadOnly: boolean;
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Who is told when the last try has failed, and when the workflow stops trying. */
export function FailureFields({ edit, isReadOnly }: FailureFieldsProps) {
  const { onFailure } = edit.config;
  const [address, setAddress] = useState(onFailure.webhook ?? "");
  return (
    <>
      <Switch
        isOn={onFailure.notify}
        isDisabled={isReadOnly}
        onChange={(notify) => edit.setConfig({ onFailure: { ...onFailure, notify } })}
        hint="By the ways that they chose under notifications."
      >
        Tell whom it runs for
      </Switch>
      <Field
        label="Webhook"
        isOptional
        hint={
          <>
            Told by a POST that is signed with the{" "}
            <TextLink to="/settings/organization" className="underline">
              organization's webhook secret
            </TextLink>
            .
          </>
        }
        error={address === "" || isHttpAddress(address) ? undefined : "An http or https address."}
      >
        {(control) => (
          <Input
            {...control}
            type="url"
            value={address}
            maxLength={2_000}
            autoComplete="off"
            spellCheck={false}
            placeholder="https://example.com/failed"
            onChange={(event) => {
              const text = event.target.value.trim();
              setAddress(text);
              if (text !== "" && !isHttpAddress(text)) return;
              const { webhook: _, ...rest } = onFailure;
              edit.setConfig({ onFailure: text === "" ? rest : { ...rest, webhook: text } });
            }}
          />
        )}
      </Field>
      <NumberField
        label="Pause after failures in a row"
        hint="0: never."
        least={0}
        most={1_000}
        value={onFailure.pauseAfter}
        onChange={(pauseAfter = 0) => edit.setConfig({ onFailure: { ...onFailure, pauseAfter } })}
      />
    </>
  );
}
