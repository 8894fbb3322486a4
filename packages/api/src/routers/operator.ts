import {
  adminGrantInput,
  adminResetPasswordInput,
  allowUpstreamInput,
  creditCustomerInput,
  endCustomerLimitInput,
  exportForRequesterInput,
  fillSampleInput,
  findCustomerInput,
  freezeAsOperatorInput,
  inviteAsOperatorInput,
  jobKindRef,
  jobRef,
  legalHoldInput,
  legalHoldRef,
  listCustomersInput,
  listFailedWebhooksInput,
  listMailsInput,
  listStripeEventsInput,
  listTicketsInput,
  listUsersInput,
  listWaitlistInput,
  logLinesInput,
  mailRef,
  noteIncidentInput,
  openIncidentInput,
  recomputeInput,
  removeForRequesterInput,
  replayWebhookInput,
  replyToTicketInput,
  rotateKeyInput,
  rotateSigningKeysInput,
  setCustomerLimitInput,
  setCustomerPlanInput,
  setTicketStatusInput,
  settleLeasesInput,
  settleUsageInput,
  signUpInput,
  stripeEventRef,
  stripeSyncInput,
  suspendAsOperatorInput,
  ticketRef,
  verifyAuditInput,
} from "@patchops/contract";
import {
  addHoldAsOperator,
  allowAsOperator,
  answerTicketAsOperator,
  askForProofAsOperator,
  backUpAsOperator,
  createAccountAsOperator,
  creditAsOperator,
  endLimitAsOperator,
  exportAsOperator,
  fillSample,
  findCustomer,
  freezeAsOperator,
  grantAdmin,
  instanceContents,
  inviteAsOperator,
  liftAsOperator,
  listAllowedAsOperator,
  listBackupsAsOperator,
  listCustomersAsOperator,
  listDeletionsAsOperator,
  listFailedWebhooksAsOperator,
  listHoldsAsOperator,
  listInboxAsOperator,
  listJobsAsOperator,
  listLeases,
  listMailsAsOperator,
  listPlanVersionsAsOperator,
  listStripeEventsAsOperator,
  listStuckUsageAsOperator,
  listUsersAsOperator,
  listWaitlistAsOperator,
  logLinesAsOperator,
  masterKeyStatus,
  nodeHealth,
  noteIncidentAsOperator,
  openIncidentAsOperator,
  readInboxTicketAsOperator,
  readMailAsOperator,
  readSigningKeyStates,
  readStatus,
  recomputeUsage,
  releaseHoldAsOperator,
  removeAllowedAsOperator,
  removeAsOperator,
  removeOldKeys,
  removeSample,
  replayStripeEventAsOperator,
  replayWebhookAsOperator,
  resetPassword,
  retryJobAsOperator,
  retryMailAsOperator,
  rotateMasterKey,
  rotateSigningKeysAsOperator,
  runJobAsOperator,
  setLimitAsOperator,
  setPlanAsOperator,
  setTicketStatusAsOperator,
  settleLeases,
  settleUsageAsOperator,
  suspendAsOperator,
  syncStripePlansAsOperator,
  unfreezeAsOperator,
  verifyAudit,
} from "@patchops/services";

import { operatorProcedure, router } from "../trpc.ts";

/** What the CLI's `setup`, `admin` and `doctor` ask of the running server on its own host. */
export const operatorRouter = router({
  createAccount: operatorProcedure
    .input(signUpInput.omit({ ownerCode: true }))
    .mutation(({ ctx, input }) => createAccountAsOperator(ctx.services, input)),
  resetPassword: operatorProcedure
    .input(adminResetPasswordInput)
    .mutation(({ ctx, input }) => resetPassword(ctx.services, input)),
  grantAdmin: operatorProcedure
    .input(adminGrantInput)
    .mutation(({ ctx, input }) => grantAdmin(ctx.services, input)),
  suspend: operatorProcedure
    .input(suspendAsOperatorInput)
    .mutation(({ ctx, input }) => suspendAsOperator(ctx.services, input)),
  lift: operatorProcedure
    .input(adminGrantInput)
    .mutation(({ ctx, input }) => liftAsOperator(ctx.services, input)),
  deletions: operatorProcedure.query(({ ctx }) => listDeletionsAsOperator(ctx.services)),
  remove: operatorProcedure
    .input(removeForRequesterInput)
    .mutation(({ ctx, input }) => removeAsOperator(ctx.services, input)),
  export: operatorProcedure
    .input(exportForRequesterInput)
    .mutation(({ ctx, input }) => exportAsOperator(ctx.services, input)),
  holds: operatorProcedure.query(({ ctx }) => listHoldsAsOperator(ctx.services)),
  hold: operatorProcedure
    .input(legalHoldInput)
    .mutation(({ ctx, input }) => addHoldAsOperator(ctx.services, input)),
  releaseHold: operatorProcedure
    .input(legalHoldRef)
    .mutation(({ ctx, input }) => releaseHoldAsOperator(ctx.services, input)),
  tickets: operatorProcedure
    .input(listTicketsInput)
    .query(({ ctx, input }) => listInboxAsOperator(ctx.services, input)),
  ticket: operatorProcedure
    .input(ticketRef)
    .query(({ ctx, input }) => readInboxTicketAsOperator(ctx.services, input)),
  answerTicket: operatorProcedure
    .input(replyToTicketInput)
    .mutation(({ ctx, input }) => answerTicketAsOperator(ctx.services, input)),
  setTicketStatus: operatorProcedure
    .input(setTicketStatusInput)
    .mutation(({ ctx, input }) => setTicketStatusAsOperator(ctx.services, input)),
  askForProof: operatorProcedure
    .input(ticketRef)
    .mutation(({ ctx, input }) => askForProofAsOperator(ctx.services, input)),
  status: operatorProcedure.query(({ ctx }) => readStatus(ctx.services)),
  openIncident: operatorProcedure
    .input(openIncidentInput)
    .mutation(({ ctx, input }) => openIncidentAsOperator(ctx.services, input)),
  noteIncident: operatorProcedure
    .input(noteIncidentInput)
    .mutation(({ ctx, input }) => noteIncidentAsOperator(ctx.services, input)),
  fillSample: operatorProcedure
    .input(fillSampleInput)
    .mutation(({ ctx, input }) => fillSample(ctx.services, input)),
  removeSample: operatorProcedure.mutation(({ ctx }) => removeSample(ctx.services)),
  leases: operatorProcedure.query(({ ctx }) => listLeases(ctx.services)),
  settleLeases: operatorProcedure
    .input(settleLeasesInput)
    .mutation(({ ctx, input }) => settleLeases(ctx.services, input)),
  contents: operatorProcedure.query(({ ctx }) => instanceContents(ctx.services)),
  masterKey: operatorProcedure.query(({ ctx }) => masterKeyStatus(ctx.services)),
  rotateKey: operatorProcedure
    .input(rotateKeyInput)
    .mutation(({ ctx, input }) => rotateMasterKey(ctx.services, input)),
  signingKeys: operatorProcedure.query(({ ctx }) => readSigningKeyStates(ctx.services)),
  rotateSigningKeys: operatorProcedure
    .input(rotateSigningKeysInput)
    .mutation(({ ctx, input }) => rotateSigningKeysAsOperator(ctx.services, input)),
  backups: operatorProcedure.query(({ ctx }) => listBackupsAsOperator(ctx.services)),
  backUp: operatorProcedure.mutation(({ ctx }) => backUpAsOperator(ctx.services)),
  jobs: operatorProcedure.query(({ ctx }) => listJobsAsOperator(ctx.services)),
  retryJob: operatorProcedure
    .input(jobRef)
    .mutation(({ ctx, input }) => retryJobAsOperator(ctx.services, input)),
  runJob: operatorProcedure
    .input(jobKindRef)
    .mutation(({ ctx, input }) => runJobAsOperator(ctx.services, input)),
  removeOldKeys: operatorProcedure.mutation(({ ctx }) => removeOldKeys(ctx.services)),
  mails: operatorProcedure
    .input(listMailsInput)
    .query(({ ctx, input }) => listMailsAsOperator(ctx.services, input)),
  /** A mutation, since reading it is written into the audit. */
  readMail: operatorProcedure
    .input(mailRef)
    .mutation(({ ctx, input }) => readMailAsOperator(ctx.services, input)),
  retryMail: operatorProcedure
    .input(mailRef)
    .mutation(({ ctx, input }) => retryMailAsOperator(ctx.services, input)),
  stripeEvents: operatorProcedure
    .input(listStripeEventsInput)
    .query(({ ctx, input }) => listStripeEventsAsOperator(ctx.services, input)),
  replayStripeEvent: operatorProcedure
    .input(stripeEventRef)
    .mutation(({ ctx, input }) => replayStripeEventAsOperator(ctx.services, input)),
  stripeSync: operatorProcedure
    .input(stripeSyncInput)
    .mutation(({ ctx, input }) => syncStripePlansAsOperator(ctx.services, input)),
  stuckUsage: operatorProcedure.query(({ ctx }) => listStuckUsageAsOperator(ctx.services)),
  settleUsage: operatorProcedure
    .input(settleUsageInput)
    .mutation(({ ctx, input }) => settleUsageAsOperator(ctx.services, input)),
  verifyAudit: operatorProcedure
    .input(verifyAuditInput)
    .mutation(({ ctx, input }) => verifyAudit(ctx.services, { known: input.known ?? [] })),
  recompute: operatorProcedure
    .input(recomputeInput)
    .mutation(({ ctx, input }) => recomputeUsage(ctx.services, input)),
  plans: operatorProcedure.query(({ ctx }) => listPlanVersionsAsOperator(ctx.services)),
  customers: operatorProcedure
    .input(listCustomersInput)
    .query(({ ctx, input }) => listCustomersAsOperator(ctx.services, input)),
  customer: operatorProcedure
    .input(findCustomerInput)
    .query(({ ctx, input }) => findCustomer(ctx.services, input)),
  setPlan: operatorProcedure
    .input(setCustomerPlanInput)
    .mutation(({ ctx, input }) => setPlanAsOperator(ctx.services, input)),
  setLimit: operatorProcedure
    .input(setCustomerLimitInput)
    .mutation(({ ctx, input }) => setLimitAsOperator(ctx.services, input)),
  endLimit: operatorProcedure
    .input(endCustomerLimitInput)
    .mutation(({ ctx, input }) => endLimitAsOperator(ctx.services, input)),
  credit: operatorProcedure
    .input(creditCustomerInput)
    .mutation(({ ctx, input }) => creditAsOperator(ctx.services, input)),
  freeze: operatorProcedure
    .input(freezeAsOperatorInput)
    .mutation(({ ctx, input }) => freezeAsOperator(ctx.services, input)),
  unfreeze: operatorProcedure
    .input(findCustomerInput)
    .mutation(({ ctx, input }) => unfreezeAsOperator(ctx.services, input)),
  users: operatorProcedure
    .input(listUsersInput)
    .query(({ ctx, input }) => listUsersAsOperator(ctx.services, input)),
  waitlist: operatorProcedure
    .input(listWaitlistInput)
    .query(({ ctx, input }) => listWaitlistAsOperator(ctx.services, input)),
  invite: operatorProcedure
    .input(inviteAsOperatorInput)
    .mutation(({ ctx, input }) => inviteAsOperator(ctx.services, input)),
  allowedUpstreams: operatorProcedure.query(({ ctx }) => listAllowedAsOperator(ctx.services)),
  allowUpstream: operatorProcedure
    .input(allowUpstreamInput)
    .mutation(({ ctx, input }) => allowAsOperator(ctx.services, input)),
  removeAllowedUpstream: operatorProcedure
    .input(allowUpstreamInput)
    .mutation(({ ctx, input }) => removeAllowedAsOperator(ctx.services, input)),
  failedWebhooks: operatorProcedure
    .input(listFailedWebhooksInput)
    .query(({ ctx, input }) => listFailedWebhooksAsOperator(ctx.services, input)),
  replayWebhook: operatorProcedure
    .input(replayWebhookInput)
    .mutation(({ ctx, input }) => replayWebhookAsOperator(ctx.services, input)),
  /** What the log of this node said lately of a request. */
  logs: operatorProcedure
    .input(logLinesInput)
    .query(({ ctx, input }) => logLinesAsOperator(ctx.services, input)),
  health: operatorProcedure.query(({ ctx }) => nodeHealth(ctx.services)),
});
