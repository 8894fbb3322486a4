import type { ConnectionRules } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Switch } from "../../ui/switch.tsx";
import { toast } from "../../ui/toast.ts";
import { EntriesField } from "./entries-field.tsx";
import { entriesOf } from "./entries-of.ts";
import { SettingsForm } from "./settings-form.tsx";

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
  const isFixed = refusal !== undefined;
  return (
    <SettingsForm
      reason={refusal}
      isBusy={set.isPending}
      error={set.error}
      onSave={() =>
        set.mutate({
          connectingRole: isAdminsOnly ? "admin" : "member",
          allowed: isListed ? { providers: entriesOf(providers), hosts: entriesOf(hosts) } : null,
        })
      }
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
          <EntriesField
            label="Catalog entries"
            isOptional
            hint="One a line, as the catalog names them: linear, github."
            className="w-full"
            value={providers}
            isFixed={isFixed}
            onChange={setProviders}
          />
          <EntriesField
            label="Hosts"
            isOptional
            hint="One a line: mcp.example.com, *.example.com, localhost:8080."
            className="w-full"
            value={hosts}
            isFixed={isFixed}
            onChange={setHosts}
          />
        </>
      )}
    </SettingsForm>
  );
}
