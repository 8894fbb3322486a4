import type { SingleSignOn } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { trpc } from "../../api/client.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { CopyableId } from "../../ui/copyable-id.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { PasswordInput } from "../../ui/password-input.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Switch } from "../../ui/switch.tsx";
import { toast } from "../../ui/toast.ts";
import { type GivenRole, RoleField } from "../members/role-field.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { SsoDomains } from "./sso-domains.tsx";

const ScimSection = lazy(() =>
  import("./scim-section.tsx").then((module) => ({ default: module.ScimSection })),
);

/** Login by the organization's own OpenID provider, and what its directory does by itself. */
export function SsoPage() {
  const refusal = useRefusal("singleSignOn.get", "see this");
  const query = useQuery({ ...trpc.singleSignOn.get.queryOptions(), enabled: !refusal });
  return (
    <>
      <PageHeader
        title="Single sign-on"
        description="Members sign in by your own OpenID provider, with mail addresses of your domains."
      />
      {refusal ? (
        <EmptyState title={refusal} />
      ) : (
        <Loadable
          query={query}
          isRefreshShown
          what="single sign-on"
          skeleton={<SkeletonRows rows={3} rowClassName="h-11" />}
        >
          {(sso: SingleSignOn) => (
            <div className="flex max-w-120 flex-col gap-8">
              <SsoDomains domains={sso.domains} />
              <ProviderForm key={sso.provider?.updatedAt ?? ""} sso={sso} />
              <Suspense fallback={<SkeletonRows rows={2} rowClassName="h-11" />}>
                <ScimSection domains={sso.domains} />
              </Suspense>
            </div>
          )}
        </Loadable>
      )}
    </>
  );
}

function ProviderForm({ sso: { provider, redirectUrl } }: { sso: SingleSignOn }) {
  const cache = useQueryClient();
  const refusal = useRefusal("singleSignOn.set", "change this");
  const [issuer, setIssuer] = useState(provider?.issuer ?? "");
  const [clientId, setClientId] = useState(provider?.clientId ?? "");
  const [clientSecret, setClientSecret] = useState("");
  const [role, setRole] = useState<GivenRole>(
    provider === null || provider.defaultRole === "owner" ? "member" : provider.defaultRole,
  );
  const [isEnforced, setIsEnforced] = useState(provider?.isEnforced ?? false);
  const set = useMutation(
    trpc.singleSignOn.set.mutationOptions({
      onSuccess: (answer) => {
        cache.setQueryData(trpc.singleSignOn.get.queryKey(), answer);
        toast({ title: "Single sign-on saved" });
      },
    }),
  );
  return (
    <SettingsForm
      reason={refusal}
      isBusy={set.isPending}
      error={set.error}
      onSave={() =>
        set.mutate({
          ...{ issuer, clientId, defaultRole: role, isEnforced },
          ...(clientSecret !== "" && { clientSecret }),
        })
      }
    >
      <h2 className="text-md font-semibold">Provider</h2>
      <Facts
        label="What the provider is told"
        facts={[{ label: "Redirect address", value: <CopyableId value={redirectUrl} /> }]}
      />
      <Field label="Issuer" className="w-full">
        {(control) => (
          <Input
            {...control}
            value={issuer}
            readOnly={refusal !== undefined}
            placeholder="https://login.example.com"
            spellCheck={false}
            onChange={(event) => setIssuer(event.target.value)}
          />
        )}
      </Field>
      <Field label="Client id" className="w-full">
        {(control) => (
          <Input
            {...control}
            value={clientId}
            readOnly={refusal !== undefined}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setClientId(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Client secret"
        hint={provider ? "Leave it empty to keep the one that is stored." : undefined}
        className="w-full"
      >
        {(control) => (
          <PasswordInput
            {...control}
            value={clientSecret}
            autoComplete="off"
            onChange={(event) => setClientSecret(event.target.value)}
          />
        )}
      </Field>
      <RoleField
        label="Role of who comes for the first time"
        value={role}
        isFixed={refusal !== undefined}
        onChange={setRole}
      />
      <Switch
        isOn={isEnforced}
        isDisabled={refusal !== undefined}
        onChange={setIsEnforced}
        hint="Other logins of members end here at once. Owners keep theirs, should the provider fail; API keys stay."
      >
        Members enter by it alone
      </Switch>
    </SettingsForm>
  );
}
