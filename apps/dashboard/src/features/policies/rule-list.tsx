import type { PolicyRule } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { cn } from "../../ui/cn.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { toast } from "../../ui/toast.ts";
import { PolicyBadge } from "./policy-badge.tsx";
import { refreshPolicies } from "./refresh-policies.ts";

export interface RuleListProps {
  rules: readonly PolicyRule[];
  /** The rule that is pointed at: the one that decides, or that a link names. */
  marked: string | undefined;
  /** What the mark means, for a rule that decides. */
  mark?: string;
  /** Why rules may not be changed. */
  reason: string | undefined;
}

/** Rules in the order in which they decide. */
export function RuleList({ rules, marked, mark, reason }: RuleListProps) {
  const cache = useQueryClient();
  const set = useMutation(trpc.policy.set.mutationOptions());
  const remove = useMutation(trpc.policy.remove.mutationOptions({ onSuccess: () => refreshPolicies(cache) }));
  const removeRule = (rule: PolicyRule) =>
    remove.mutate(
      { id: rule.id },
      {
        onSuccess: () =>
          toast({
            title: `Removed “${rule.label}”`,
            undo: () => set.mutate(inputOf(rule), { onSuccess: () => refreshPolicies(cache) }),
          }),
      },
    );
  return (
    <>
      <ol className="divide-y divide-hairline rounded-lg border border-hairline">
        {rules.map((rule) => (
          <li
            key={rule.id}
            aria-current={rule.id === marked || undefined}
            className={cn(
              "flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5",
              rule.id === marked && "bg-accent-tint",
            )}
          >
            <PolicyBadge action={rule.action} />
            <span className="min-w-0 grow basis-48 text-sm wrap-anywhere">
              {rule.label}
              {rule.id === marked && mark && <span className="text-xs text-muted"> · {mark}</span>}
            </span>
            <span
              className="numbers text-xs text-muted"
              title="How much it names: tool 2, connection 1, key 2, profile 1, role 1. The highest decides."
            >
              weight {rule.weight}
            </span>
            <GuardedButton
              size="small"
              reason={reason}
              aria-label={`Remove ${rule.label}`}
              isBusy={remove.isPending && remove.variables.id === rule.id}
              onClick={() => removeRule(rule)}
            >
              Remove
            </GuardedButton>
          </li>
        ))}
      </ol>
      {remove.error && (
        <p role="alert" className="text-sm text-error">
          {toErrorBody(remove.error).message}
        </p>
      )}
    </>
  );
}

function inputOf({ action, connection, tool, role, profile, apiKey }: PolicyRule) {
  return {
    action,
    ...(connection !== null && { connection }),
    ...(tool !== null && { tool }),
    ...(role !== null && { role }),
    ...(profile !== null && { profile }),
    ...(apiKey !== null && { apiKey: apiKey.id }),
  };
}
