export { carryOutDeletions } from "./carry-out.ts";
export { personTables } from "./system/clear-person.ts";
export { accountColumns, organizationTables } from "./system/tables.ts";
