export { answerByElicitation } from "./answer-by-elicitation.ts";
export { decideApproval } from "./decide.ts";
export { getApproval, listApprovals } from "./list.ts";
export { passApproval } from "./pass.ts";
export type { ApprovalQuestion, OpenApprovalQuestion } from "./question.ts";
export { watchApprovals } from "./watch.ts";
