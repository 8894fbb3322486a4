import { isPlanId, plans } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { sessionQuery, useSession } from "../../api/session.ts";
import { CopyableId } from "../../ui/copyable-id.tsx";
import { Facts } from "../../ui/facts.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { toast } from "../../ui/toast.ts";
import { SettingForm } from "../connections/setting-form.tsx";
import { WebhookSecret } from "./webhook-secret.tsx";

export function OrganizationPage() {
  const client = useQueryClient();
  const { organization, role } = useSession();
  const rename = useMutation(
    trpc.organization.rename.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        toast({ title: "Organization renamed" });
      },
    }),
  );
  const mayRename = role === "owner" || role === "admin";
  return (
    <>
      <PageHeader title="Organization" />
      <div className="flex max-w-120 flex-col gap-6">
        <SettingForm
          label="Name"
          value={organization.name}
          action="Rename"
          reason={mayRename ? undefined : "Owners and admins of the organization may rename it."}
          isBusy={rename.isPending}
          error={rename.error}
          onSave={(name) => rename.mutate({ name })}
        />
        <Facts
          label="Organization"
          facts={[
            {
              label: "Plan",
              value: isPlanId(organization.plan) ? plans[organization.plan].name : organization.plan,
            },
            {
              label: "Id",
              value: <CopyableId value={organization.id} />,
            },
          ]}
        />
        <WebhookSecret
          reason={mayRename ? undefined : "Owners and admins of the organization may make one."}
        />
      </div>
    </>
  );
}
