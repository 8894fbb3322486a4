import { useSession } from "../../api/session.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { AuditLog } from "./audit-log.tsx";

/** What was done in the organization, for its owners and admins. */
export function AuditPage() {
  const { organization } = useSession();
  const refusal = useRefusal("audit.list", "read this");
  if (refusal) {
    return (
      <>
        <PageHeader title="Audit log" />
        <EmptyState title={refusal} className="py-24">
          It says what was done in {organization.name}, by whom and from where.
        </EmptyState>
      </>
    );
  }
  return (
    <AuditLog
      scope="organization"
      path="/settings/audit"
      description={`What was done in ${organization.name}, by whom and from where.`}
    />
  );
}
