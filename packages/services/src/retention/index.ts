export { dropOldRecords } from "./drop-old-records.ts";
export { keptDays } from "./kept-days.ts";
export { retentionRules } from "./rules.ts";
