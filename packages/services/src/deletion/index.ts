export { cancelDeletion, deletionByLink } from "./by-link.ts";
export { issueDeletionLink } from "./issue-link.ts";
export {
  addHoldAsOperator,
  addLegalHold,
  listHoldsAsOperator,
  listLegalHolds,
  releaseHoldAsOperator,
  releaseLegalHold,
} from "./legal-holds.ts";
export { createDeletionLink, proofDays } from "./link.ts";
export { listDeletions, listDeletionsAsOperator } from "./list.ts";
export { keepOrganization, pendingDeletions } from "./pending.ts";
export { accountRemoval, organizationRemoval } from "./preview.ts";
export { removeAccount } from "./remove-account.ts";
export { removeAsOperator, removeForRequester } from "./remove-for-requester.ts";
export { removeOrganization } from "./remove-organization.ts";
export { type DeletionRow, findDeletion } from "./system/find-deletion.ts";
export { hasDeletedOwn } from "./system/has-deleted-own.ts";
export { shutOut } from "./system/shut-out.ts";
