import { type PolicyAction, type Role, roles, type SetPolicyInput } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { refreshPolicies } from "./refresh-policies.ts";

export interface RuleFormProps {
  /** The tool that every rule of this form is about; without it the target is chosen. */
  tool?: string;
  reason: string | undefined;
}

const everything = "everything";
const everybody = "everybody";

/** A new rule: what happens, with what, for whom. The same names again change the rule that is there. */
export function RuleForm({ tool, reason }: RuleFormProps) {
  const cache = useQueryClient();
  const [action, setAction] = useState<PolicyAction>("block");
  const [allowsSelf, setAllowsSelf] = useState(true);
  const [target, setTarget] = useState(everything);
  const [caller, setCaller] = useState(everybody);
  const targets = useTargets(tool === undefined);
  const callers = useCallers();
  const set = useMutation(
    trpc.policy.set.mutationOptions({
      onSuccess: () => {
        setTarget(everything);
        setCaller(everybody);
        refreshPolicies(cache);
      },
    }),
  );
  const body = set.error && toErrorBody(set.error);
  return (
    <form
      noValidate
      aria-label="New rule"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason || set.isPending) return;
        set.mutate({
          action,
          ...(tool === undefined ? named(target) : { tool }),
          ...named(caller),
          ...(action === "ask" && !allowsSelf ? { allowsSelfApproval: false } : {}),
        });
      }}
    >
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Segments
          label="What happens"
          options={[
            { id: "allow", label: "Allow" },
            { id: "ask", label: "Ask" },
            { id: "block", label: "Block" },
          ]}
          value={action}
          onChange={setAction}
          className="h-8 items-center"
        />
        {tool === undefined && (
          <Field label="What" className="min-w-40 grow basis-0">
            {(control) => <Select {...control} options={targets} value={target} onChange={setTarget} />}
          </Field>
        )}
        <Field label="For whom" className="min-w-40 grow basis-0">
          {(control) => <Select {...control} options={callers} value={caller} onChange={setCaller} />}
        </Field>
        <GuardedButton type="submit" variant="primary" icon={<Plus />} reason={reason} isBusy={set.isPending}>
          Add rule
        </GuardedButton>
      </div>
      {action === "ask" && (
        <Switch
          isOn={allowsSelf}
          onChange={setAllowsSelf}
          hint="Off, an owner or admin other than who asks has to approve."
        >
          Who asks may approve their own call
        </Switch>
      )}
      {body && (
        <p role="alert" className="text-sm text-error">
          {body.message} {body.next}
        </p>
      )}
    </form>
  );
}

/** `tool shop_send` as `{ tool: "shop_send" }`; a choice that names nothing is nothing. */
function named(choice: string): Partial<Omit<SetPolicyInput, "action">> {
  const at = choice.indexOf(" ");
  if (at === -1) return {};
  const value = choice.slice(at + 1);
  switch (choice.slice(0, at)) {
    case "connection":
      return { connection: value };
    case "tool":
      return { tool: value };
    case "role":
      return { role: value as Role };
    case "profile":
      return { profile: value };
    default:
      return { apiKey: value };
  }
}

function useTargets(isNeeded: boolean) {
  const tools = useQuery(trpc.tool.list.queryOptions({ withBlocked: true }, { enabled: isNeeded }));
  const connections = new Map((tools.data ?? []).map((tool) => [tool.connection, tool.connectionName]));
  return [
    { value: everything, label: "Every tool" },
    ...[...connections].map(([slug, name]) => ({ value: `connection ${slug}`, label: `All of ${name}` })),
    ...(tools.data ?? []).map(({ name }) => ({ value: `tool ${name}`, label: name })),
  ];
}

function useCallers() {
  const { scopes } = useSession();
  const profiles = useQuery(trpc.profile.list.queryOptions());
  const keys = useQuery(
    trpc.apiKey.list.queryOptions(undefined, { enabled: scopes.includes("keys:manage") }),
  );
  return [
    { value: everybody, label: "Everybody" },
    ...roles.map((role) => ({ value: `role ${role}`, label: `Role: ${role}` })),
    ...(profiles.data ?? []).map(({ slug, name }) => ({
      value: `profile ${slug}`,
      label: `Profile: ${name}`,
    })),
    ...(keys.data ?? [])
      .filter((key) => key.revokedAt === null)
      .map(({ id, name }) => ({ value: `key ${id}`, label: `Key: ${name}` })),
  ];
}
