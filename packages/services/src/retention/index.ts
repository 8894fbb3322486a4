export { dropOldRecords } from "./drop-old-records.ts";
export { retentionRules } from "./rules.ts";
