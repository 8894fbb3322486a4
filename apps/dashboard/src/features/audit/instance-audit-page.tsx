import { AuditLog } from "./audit-log.tsx";

/** What was done on the whole instance, for its admins. */
export function InstanceAuditPage() {
  return (
    <AuditLog
      scope="instance"
      path="/admin/audit"
      description="What was done in every organization of this instance, by whom and from where."
    />
  );
}
