import type { PlanOverview } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { sessionQuery, useSession } from "../../api/session.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Button } from "../../ui/button.tsx";
import { CopyableId } from "../../ui/copyable-id.tsx";
import { Facts } from "../../ui/facts.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { toast } from "../../ui/toast.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { SettingForm } from "../connections/setting-form.tsx";
import { CreateOrganizationDialog } from "./create-organization-dialog.tsx";
import { DeleteOrganization } from "./delete-organization.tsx";
import { LeaveOrganization } from "./leave-organization.tsx";
import { WebhookSecret } from "./webhook-secret.tsx";

const route = getRouteApi("/shell/settings/organization");

export function OrganizationPage() {
  const client = useQueryClient();
  const { create = false } = route.useSearch();
  const update = useSearchUpdate();
  const { organization } = useSession();
  const refusal = useRefusal("organization.rename", "rename it");
  const noSecret = useRefusal("webhook.rotateSecret", "make one");
  const plan = useQuery(trpc.plan.current.queryOptions());
  const rename = useMutation(
    trpc.organization.rename.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        toast({ title: "Organization renamed" });
      },
    }),
  );
  return (
    <>
      <PageHeader
        title="Organization"
        actions={
          <Button icon={<Plus />} onClick={() => update.push({ create: true })}>
            Create another
          </Button>
        }
      />
      <div className="flex max-w-120 flex-col gap-6">
        <SettingForm
          label="Name"
          value={organization.name}
          action="Rename"
          reason={refusal}
          isBusy={rename.isPending}
          error={rename.error}
          onSave={(name) => rename.mutate({ name })}
        />
        <Facts
          label="Organization"
          facts={[
            {
              label: "Plan",
              value: plan.data && planText(plan.data),
            },
            {
              label: "Id",
              value: <CopyableId value={organization.id} />,
            },
          ]}
        />
        <WebhookSecret reason={noSecret} />
        <LeaveOrganization />
        <DeleteOrganization />
      </div>
      <CreateOrganizationDialog isOpen={create} onClose={() => update.push({ create: undefined })} />
    </>
  );
}

function planText({ plan, version, isLimited }: PlanOverview): string {
  const name = version === null ? plan.name : `${plan.name}, version ${version}`;
  return isLimited ? `${name}, with the limits of Free` : name;
}
