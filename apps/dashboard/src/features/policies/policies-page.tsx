import type { PolicyList } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Switch } from "../../ui/switch.tsx";
import { refreshPolicies } from "./refresh-policies.ts";
import { RuleForm } from "./rule-form.tsx";
import { RuleList } from "./rule-list.tsx";

const route = getRouteApi("/shell/settings/policies");

/** Who may call what: all rules, in the order in which they decide. */
export function PoliciesPage() {
  const { rule } = route.useSearch();
  const { scopes, role } = useSession();
  const reason = scopes.includes("policies:manage")
    ? undefined
    : `Your role (${role}) may not change policies.`;
  const query = useQuery(trpc.policy.list.queryOptions());
  return (
    <>
      <PageHeader
        title="Policies"
        description="The rule that names most decides; between equals the strictest."
      />
      <Loadable
        query={query}
        isRefreshShown
        what="the policies"
        skeleton={<SkeletonRows rows={4} rowClassName="h-11" />}
      >
        {(list: PolicyList) => (
          <div className="flex flex-col gap-6">
            <RuleForm reason={reason} />
            {list.rules.length === 0 ? (
              <EmptyState
                icon={<ShieldCheck />}
                title="No rule yet. Every tool may be called."
                className="py-6"
              />
            ) : (
              <RuleList rules={list.rules} marked={rule} reason={reason} />
            )}
            <DefaultSwitch isOn={list.asksDestructive} isDisabled={reason !== undefined} />
          </div>
        )}
      </Loadable>
    </>
  );
}

function DefaultSwitch({ isOn, isDisabled }: { isOn: boolean; isDisabled: boolean }) {
  const cache = useQueryClient();
  const set = useMutation(
    trpc.policy.setDefaults.mutationOptions({ onSuccess: () => refreshPolicies(cache) }),
  );
  return (
    <section aria-label="Without a rule" className="flex flex-col gap-2">
      <h2 className="text-base font-semibold">Where no rule says otherwise</h2>
      <Switch
        isOn={set.isPending ? set.variables.asksDestructive : isOn}
        isDisabled={isDisabled}
        onChange={(asksDestructive) => set.mutate({ asksDestructive })}
        hint="Only a hint: a server says of its own tools which are destructive. All others are allowed."
      >
        Ask before tools that call themselves destructive
      </Switch>
      {set.error && (
        <p role="alert" className="text-sm text-error">
          {toErrorBody(set.error).message}
        </p>
      )}
    </section>
  );
}
