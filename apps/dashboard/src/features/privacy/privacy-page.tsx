import { useRefusal } from "../../api/use-refusal.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { AppsAccess } from "./apps-access.tsx";
import { DataLinks } from "./data-links.tsx";
import { DeleteAccount } from "./delete-account.tsx";
import { DevicesAccess } from "./devices-access.tsx";
import { KeysAccess } from "./keys-access.tsx";
import { LinkedLoginsAccess } from "./linked-logins-access.tsx";
import { MailSwitches } from "./mail-switches.tsx";
import { ProvidersAccess } from "./providers-access.tsx";
import { RetentionTable } from "./retention-table.tsx";
import { StoredKeysAccess } from "./stored-keys-access.tsx";

/** What has access, what is mailed, how long data is kept, and how it is deleted: on one page. */
export function PrivacyPage() {
  const maySeeKeys = useRefusal("apiKey.list") === undefined;
  const mayConnect = useRefusal("connection.update") === undefined;
  return (
    <>
      <PageHeader
        title="Privacy"
        description="What has access, what you are mailed, and how long data is kept."
      />
      <div className="flex max-w-160 flex-col gap-8">
        <ProvidersAccess />
        {mayConnect && <StoredKeysAccess />}
        {maySeeKeys && <AppsAccess />}
        {maySeeKeys && <KeysAccess />}
        <LinkedLoginsAccess />
        <DevicesAccess />
        <MailSwitches />
        <RetentionTable />
        <DataLinks />
        <DeleteAccount />
      </div>
    </>
  );
}
