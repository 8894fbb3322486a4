import type { Workflow } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Select } from "../../ui/select.tsx";

export interface RunsForSelectProps {
  workflow: Workflow;
  /** A service account; null = oneself; undefined = as it is: a service account stays. */
  value: string | null | undefined;
  onChange: (serviceAccountId: string | null) => void;
}

/** No account's id. */
const oneself = "oneself";

/** In whose name it runs once it is published: owners and admins choose a service account. */
export function RunsForSelect({ workflow, value, onChange }: RunsForSelectProps) {
  const { user } = useSession();
  const refusal = useRefusal("workflow.actAsService");
  const accounts = useQuery(
    trpc.serviceAccount.list.queryOptions(undefined, { enabled: refusal === undefined }),
  );
  if (refusal !== undefined || !accounts.data?.length) return null;
  const { actsAs } = workflow;
  const now = actsAs.isServiceAccount ? actsAs.id : oneself;
  return (
    <Select
      label="Runs for"
      options={[
        { value: oneself, label: `For me, ${user.name ?? user.email}` },
        ...accounts.data.map(({ userId, name }) => ({
          value: userId,
          label: `For ${name}, a service account`,
        })),
      ]}
      value={value === undefined ? now : (value ?? oneself)}
      onChange={(next) => onChange(next === oneself ? null : next)}
      className="w-64"
    />
  );
}
