export { answerByElicitation } from "./answer-by-elicitation.ts";
export { approvalChannel } from "./channel.ts";
export { decideApproval } from "./decide.ts";
export { getApproval, listApprovals } from "./list.ts";
export { passApproval } from "./pass.ts";
export type { ApprovalQuestion, OpenApprovalQuestion } from "./question.ts";
export { requireStanding } from "./require-standing.ts";
export { tellOfApproval } from "./tell-of-approval.ts";
export { watchApprovals } from "./watch.ts";
