export { appeal, suspensionOf } from "./appeal.ts";
export { issueAppeal } from "./issue-appeal.ts";
