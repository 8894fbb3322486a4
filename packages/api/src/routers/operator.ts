import {
  adminGrantInput,
  adminResetPasswordInput,
  allowUpstreamInput,
  creditCustomerInput,
  endCustomerLimitInput,
  fillSampleInput,
  findCustomerInput,
  freezeAsOperatorInput,
  inviteAsOperatorInput,
  jobKindRef,
  jobRef,
  listCustomersInput,
  listFailedWebhooksInput,
  listMailsInput,
  listStripeEventsInput,
  listUsersInput,
  listWaitlistInput,
  mailRef,
  recomputeInput,
  removeForRequesterInput,
  replayWebhookInput,
  rotateKeyInput,
  rotateSigningKeysInput,
  setCustomerLimitInput,
  setCustomerPlanInput,
  settleLeasesInput,
  settleUsageInput,
  signUpInput,
  stripeEventRef,
  stripeSyncInput,
  suspendAsOperatorInput,
  verifyAuditInput,
} from "@patchops/contract";
import {
  allowAsOperator,
  backUpAsOperator,
  createAccountAsOperator,
  creditAsOperator,
  endLimitAsOperator,
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
  listJobsAsOperator,
  listLeases,
  listMailsAsOperator,
  listPlanVersionsAsOperator,
  listStripeEventsAsOperator,
  listStuckUsageAsOperator,
  listUsersAsOperator,
  listWaitlistAsOperator,
  masterKeyStatus,
  nodeHealth,
  readMailAsOperator,
  readSigningKeyStates,
  recomputeUsage,
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
  health: operatorProcedure.query(({ ctx }) => nodeHealth(ctx.services)),
});
