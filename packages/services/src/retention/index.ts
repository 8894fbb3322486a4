export { dropOldRecords } from "./drop-old-records.ts";
