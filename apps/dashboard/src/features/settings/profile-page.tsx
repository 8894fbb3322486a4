import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { sessionQuery, useSession } from "../../api/session.ts";
import { formatDay } from "../../format/format-time.ts";
import { Facts } from "../../ui/facts.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { toast } from "../../ui/toast.ts";
import { SettingForm } from "../connections/setting-form.tsx";
import { EmailSection } from "./email-section.tsx";
import { LinkedLoginsSection } from "./linked-logins-section.tsx";

export function ProfilePage() {
  const client = useQueryClient();
  const { user, role } = useSession();
  const save = useMutation(
    trpc.account.update.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        toast({ title: "Name saved" });
      },
    }),
  );
  return (
    <>
      <PageHeader title="Profile" />
      <div className="flex max-w-120 flex-col gap-6">
        <SettingForm
          label="Name"
          hint="Shown to the people of your organization, beside your calls and connections."
          value={user.name ?? ""}
          action="Save"
          mayBeEmpty
          isBusy={save.isPending}
          error={save.error}
          onSave={(name) => save.mutate({ name: name || null })}
        />
        <EmailSection />
        <LinkedLoginsSection />
        <Facts
          label="Account"
          facts={[
            { label: "Role", value: <span className="capitalize">{role}</span> },
            { label: "Instance", value: user.isInstanceAdmin ? "You operate this instance." : null },
            { label: "Since", value: formatDay(user.createdAt) },
          ]}
        />
      </div>
    </>
  );
}
