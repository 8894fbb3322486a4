import type { Role, Scim } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Select } from "../../ui/select.tsx";
import { roleLabels } from "../members/role-labels.ts";

/** No role. */
const none = "none";
const options = [
  { value: none, label: "No role" },
  ...(["viewer", "member", "admin"] as const).map((role) => ({ value: role, label: roleLabels[role].name })),
] satisfies { value: Role | "none"; label: string }[];

export interface ScimGroupsProps {
  groups: Scim["groups"];
  /** Why this person may not say what they are given. */
  refusal: string | undefined;
}

/** The directory's groups, and what who is in them is here. */
export function ScimGroups({ groups, refusal }: ScimGroupsProps) {
  const cache = useQueryClient();
  const set = useMutation(
    trpc.scim.setGroupRole.mutationOptions({
      onSuccess: (answer) => cache.setQueryData(trpc.scim.get.queryKey(), answer),
    }),
  );
  const failure = set.error && toErrorBody(set.error);
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">Groups</h3>
      <p className="text-xs text-pretty text-muted">
        Who is in several has the highest of their roles. Owners stay owners, and nobody becomes one by a
        group.
      </p>
      <ul aria-label="Groups" className="divide-y divide-hairline rounded-lg border border-hairline">
        {groups.map(({ id, displayName, role, members }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
            <div className="min-w-0 grow basis-40">
              <p className="text-sm font-medium wrap-anywhere">{displayName}</p>
              <p className="text-xs text-muted">{formatCount(members, "person", "people")}</p>
            </div>
            <Select
              label={`Role of ${displayName}`}
              className="w-32"
              options={options}
              value={set.isPending && set.variables.id === id ? (set.variables.role ?? none) : (role ?? none)}
              isDisabled={refusal !== undefined || set.isPending}
              onChange={(next) => {
                if (next !== "owner") set.mutate({ id, role: next === none ? null : next });
              }}
            />
          </li>
        ))}
      </ul>
      {failure && (
        <p role="alert" className="text-sm text-error">
          {failure.message} {failure.next}
        </p>
      )}
    </div>
  );
}
