import type { ConnectionRules } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Switch } from "../../ui/switch.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { toast } from "../../ui/toast.ts";

/** Who may add connections, and to which servers. */
export function RulesPage() {
  const query = useQuery(trpc.connection.rules.queryOptions());
  return (
    <>
      <PageHeader
        title="Connection rules"
        description="Who may add connections, and to which servers. Those that stand are left as they are."
      />
      <Loadable
        query={query}
        isRefreshShown
        what="the rules"
        skeleton={<SkeletonRows rows={3} rowClassName="h-11" />}
      >
        {(rules: ConnectionRules) => <RulesForm key={JSON.stringify(rules)} rules={rules} />}
      </Loadable>
    </>
  );
}

const listOf = (text: string) => text.split(/[\s,]+/).filter((entry) => entry !== "");

function RulesForm({ rules }: { rules: ConnectionRules }) {
  const cache = useQueryClient();
  const refusal = useRefusal("connection.setRules", "change this");
  const [isAdminsOnly, setIsAdminsOnly] = useState(rules.connectingRole === "admin");
  const [isListed, setIsListed] = useState(rules.allowed !== null);
  const [providers, setProviders] = useState((rules.allowed?.providers ?? []).join("\n"));
  const [hosts, setHosts] = useState((rules.allowed?.hosts ?? []).join("\n"));
  const set = useMutation(
    trpc.connection.setRules.mutationOptions({
      onSuccess: (answer) => {
        cache.setQueryData(trpc.connection.rules.queryKey(), answer);
        toast({ title: "Rules saved" });
      },
    }),
  );
  const failure = set.error && toErrorBody(set.error);
  const isFixed = refusal !== undefined;
  return (
    <form
      noValidate
      className="flex max-w-120 flex-col items-start gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isFixed || set.isPending) return;
        set.mutate({
          connectingRole: isAdminsOnly ? "admin" : "member",
          allowed: isListed ? { providers: listOf(providers), hosts: listOf(hosts) } : null,
        });
      }}
    >
      <Switch
        isOn={isAdminsOnly}
        isDisabled={isFixed}
        onChange={setIsAdminsOnly}
        hint="Off: members add them too."
      >
        Only owners and admins add connections
      </Switch>
      <Switch
        isOn={isListed}
        isDisabled={isFixed}
        onChange={setIsListed}
        hint="Whatever else is refused, by the dashboard, the command line and imports alike, with who may change it."
      >
        Only servers on a list
      </Switch>
      {isListed && (
        <>
          <Field
            label="Catalog entries"
            isOptional
            hint="One a line, as the catalog names them: linear, github."
            className="w-full"
          >
            {(control) => (
              <Textarea
                {...control}
                rows={3}
                value={providers}
                readOnly={isFixed}
                spellCheck={false}
                className="code text-sm"
                onChange={(event) => setProviders(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="Hosts"
            isOptional
            hint="One a line: mcp.example.com, *.example.com, localhost:8080."
            className="w-full"
          >
            {(control) => (
              <Textarea
                {...control}
                rows={3}
                value={hosts}
                readOnly={isFixed}
                spellCheck={false}
                className="code text-sm"
                onChange={(event) => setHosts(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      {failure && (
        <p role="alert" className="text-sm text-error">
          {failure.message} {failure.next}
        </p>
      )}
      <GuardedButton type="submit" variant="primary" reason={refusal} isBusy={set.isPending}>
        Save
      </GuardedButton>
    </form>
  );
}
