import {
  type ConsentDecision,
  type ConsentRequest,
  type DecideConsentInput,
  type Scope,
  scopeDescriptions,
} from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { fetchJson } from "../../api/fetch-json.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { ClientProof } from "./client-proof.tsx";

export function ConsentForm({ uid, request }: { uid: string; request: ConsentRequest }) {
  const { organizations, currentOrganizationId, requestedScopes } = request;
  const [organizationId, setOrganizationId] = useState(currentOrganizationId);
  const [refused, setRefused] = useState<readonly Scope[]>([]);
  const organization = organizations.find(({ id }) => id === organizationId);
  const possible = organization?.scopes ?? [];
  const chosen = possible.filter((scope) => !refused.includes(scope));
  const decide = useMutation({
    mutationFn: (decision: DecideConsentInput) => fetchJson<ConsentDecision>(`/consent/${uid}`, decision),
    onSuccess: ({ redirectTo }) => window.location.assign(redirectTo),
  });
  const isBusy = decide.isPending || decide.isSuccess;
  const failure = decide.error && toErrorBody(decide.error);

  return (
    <div className="mt-4 flex flex-col gap-4">
      <ClientProof client={request.client} redirectUri={request.redirectUri} />
      {organizations.length > 1 ? (
        <Field label="In the organization">
          {(control) => (
            <Select
              {...control}
              options={organizations.map(({ id, name }) => ({ value: id, label: name }))}
              value={organizationId}
              onChange={setOrganizationId}
            />
          )}
        </Field>
      ) : (
        <p className="text-sm text-muted">
          In the organization <span className="text-text">{organization?.name}</span>
        </p>
      )}
      {organization?.profile && (
        <p className="text-sm text-pretty text-muted">
          It reaches the profile <span className="text-text">{organization.profile.name}</span> alone:{" "}
          {formatCount(organization.profile.tools, "tool")}.
        </p>
      )}
      {organization?.profile === null && (
        <p role="alert" className="text-sm text-error">
          This organization has no profile at that address.
        </p>
      )}
      <fieldset className="flex flex-col">
        <legend className="pb-1 text-sm font-medium">It may</legend>
        {requestedScopes.map((scope) => {
          const isPossible = possible.includes(scope);
          return (
            <Checkbox
              key={scope}
              isChecked={chosen.includes(scope)}
              isDisabled={!isPossible}
              onChange={(isOn) =>
                setRefused(isOn ? refused.filter((entry) => entry !== scope) : [...refused, scope])
              }
            >
              <span>
                {scopeDescriptions[scope]}
                {!isPossible && organization && <> (your role, {organization.role}, may not)</>}
              </span>
            </Checkbox>
          );
        })}
        {chosen.length === 0 && (
          <p role="alert" className="text-xs text-error">
            {possible.length === 0
              ? "Your role may give none of this."
              : "Choose at least one thing that it may do."}
          </p>
        )}
      </fieldset>
      <p className="text-xs text-pretty text-muted">
        It acts in your name until you revoke it under Settings, Connected apps.
      </p>
      {failure && (
        <ErrorPanel
          title="Not decided"
          cause={failure.message}
          next={failure.next}
          requestId={failure.requestId}
        />
      )}
      <div className="grid grid-cols-2 gap-2">
        <Button
          size="large"
          isBusy={isBusy && decide.variables?.decision === "deny"}
          onClick={() => decide.mutate({ decision: "deny" })}
        >
          Deny
        </Button>
        <Button
          variant="primary"
          size="large"
          isBusy={isBusy && decide.variables?.decision === "allow"}
          aria-disabled={chosen.length === 0 || organization?.profile === null || undefined}
          onClick={() => decide.mutate({ decision: "allow", organizationId, scopes: chosen })}
        >
          Allow
        </Button>
      </div>
    </div>
  );
}
