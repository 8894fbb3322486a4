import {
  allowUpstreamInput,
  creditCustomerInput,
  customerRef,
  endCustomerLimitInput,
  exportForRequesterInput,
  freezeInput,
  impersonateInput,
  inviteFromWaitlistInput,
  jobKindRef,
  jobRef,
  legalHoldInput,
  legalHoldRef,
  liftSuppressionInput,
  listAuditInput,
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
  previewUpstreamInput,
  removeForRequesterInput,
  replayWebhookInput,
  replyToTicketInput,
  rotateKeyInput,
  rotateSigningKeysInput,
  setCustomerLimitInput,
  setCustomerPlanInput,
  setTicketStatusInput,
  settleUsageInput,
  stripeEventRef,
  stripeSyncInput,
  suspendInput,
  ticketRef,
  userInput,
} from "@patchops/contract";
import {
  addLegalHold,
  adminHealth,
  allowUpstream,
  answerTicket,
  askForProof,
  backUp,
  beginImpersonation,
  changeMasterKey,
  creditCustomer,
  dropOldKeys,
  endCustomerLimit,
  exportForRequester,
  freezeOrganization,
  getCustomer,
  instanceStatus,
  inviteFromWaitlist,
  liftAddressSuppression,
  liftSuspension,
  listAllowedUpstreams,
  listAudit,
  listBackups,
  listCustomers,
  listDeletions,
  listFailedWebhooks,
  listInbox,
  listJobs,
  listLegalHolds,
  listMails,
  listPlanVersions,
  listSigningKeys,
  listStripeEvents,
  listStuckUsage,
  listSuppressedAddresses,
  listUsers,
  listWaitlist,
  logLines,
  noteIncident,
  openIncident,
  previewUpstream,
  readInboxTicket,
  readMail,
  readMasterKey,
  releaseLegalHold,
  removeAllowedUpstream,
  removeForRequester,
  replayStripeEvent,
  replayWebhook,
  retryJob,
  retryMail,
  revenue,
  rotateSigningKeys,
  runJob,
  setCustomerLimit,
  setCustomerPlan,
  setTicketStatus,
  settleAppeal,
  settleUsage,
  suspendAccount,
  syncStripePlans,
  unfreezeOrganization,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** For instance admins. `audit` is what `audit.list` was called before. */
export const adminRouter = router({
  /** Which master key is in use, and how far a change of it is. */
  masterKey: procedure.query(({ ctx }) => readMasterKey(ctx.context)),
  rotateMasterKey: procedure
    .input(rotateKeyInput)
    .mutation(({ ctx, input }) => changeMasterKey(ctx.context, input)),
  removeOldKeys: procedure.mutation(({ ctx }) => dropOldKeys(ctx.context)),
  signingKeys: procedure.query(({ ctx }) => listSigningKeys(ctx.context)),
  rotateSigningKeys: procedure
    .input(rotateSigningKeysInput)
    .mutation(({ ctx, input }) => rotateSigningKeys(ctx.context, input)),
  backups: procedure.query(({ ctx }) => listBackups(ctx.context)),
  /** Backs the instance up now. */
  backUp: procedure.mutation(({ ctx }) => backUp(ctx.context)),
  jobs: procedure.query(({ ctx }) => listJobs(ctx.context)),
  logs: procedure.input(logLinesInput).query(({ ctx, input }) => logLines(ctx.context, input)),
  retryJob: procedure.input(jobRef).mutation(({ ctx, input }) => retryJob(ctx.context, input)),
  runJob: procedure.input(jobKindRef).mutation(({ ctx, input }) => runJob(ctx.context, input)),
  health: procedure.query(({ ctx }) => adminHealth(ctx.context)),
  audit: procedure
    .input(listAuditInput.optional())
    .query(({ ctx, input }) => listAudit(ctx.context, input ?? {})),
  listAllowedUpstreams: procedure.query(({ ctx }) => listAllowedUpstreams(ctx.context)),
  allowUpstream: procedure
    .input(allowUpstreamInput)
    .mutation(({ ctx, input }) => allowUpstream(ctx.context, input)),
  /** The outbox: what was sent, what waits, what failed. */
  mails: procedure
    .input(listMailsInput.optional())
    .query(({ ctx, input }) => listMails(ctx.context, input ?? {})),
  /** What a mail says, links included: a mutation, since reading it is written into the audit. */
  readMail: procedure.input(mailRef).mutation(({ ctx, input }) => readMail(ctx.context, input)),
  retryMail: procedure.input(mailRef).mutation(({ ctx, input }) => retryMail(ctx.context, input)),
  deletions: procedure.query(({ ctx }) => listDeletions(ctx.context)),
  /** Begins the export that somebody asked for, who alone gets it. */
  export: procedure
    .input(exportForRequesterInput)
    .mutation(({ ctx, input }) => exportForRequester(ctx.context, input)),
  /** Begins the deletion that somebody asked for whom an admin has verified. */
  remove: procedure
    .input(removeForRequesterInput)
    .mutation(({ ctx, input }) => removeForRequester(ctx.context, input)),
  holds: procedure.query(({ ctx }) => listLegalHolds(ctx.context)),
  /** Keeps the rows of an account or organization from being deleted. */
  hold: procedure.input(legalHoldInput).mutation(({ ctx, input }) => addLegalHold(ctx.context, input)),
  releaseHold: procedure
    .input(legalHoldRef)
    .mutation(({ ctx, input }) => releaseLegalHold(ctx.context, input)),
  /** What Stripe told, and what came of it. */
  stripeEvents: procedure
    .input(listStripeEventsInput.optional())
    .query(({ ctx, input }) => listStripeEvents(ctx.context, input ?? {})),
  replayStripeEvent: procedure
    .input(stripeEventRef)
    .mutation(({ ctx, input }) => replayStripeEvent(ctx.context, input)),
  /** In and out, of the instance and of every organization. */
  failedWebhooks: procedure
    .input(listFailedWebhooksInput.optional())
    .query(({ ctx, input }) => listFailedWebhooks(ctx.context, input ?? {})),
  replayWebhook: procedure
    .input(replayWebhookInput)
    .mutation(({ ctx, input }) => replayWebhook(ctx.context, input)),
  stripeSync: procedure
    .input(stripeSyncInput)
    .mutation(({ ctx, input }) => syncStripePlans(ctx.context, input)),
  /** Usage that a person has to look at. */
  stuckUsage: procedure.query(({ ctx }) => listStuckUsage(ctx.context)),
  settleUsage: procedure
    .input(settleUsageInput)
    .mutation(({ ctx, input }) => settleUsage(ctx.context, input)),
  suppressedAddresses: procedure.query(({ ctx }) => listSuppressedAddresses(ctx.context)),
  liftSuppression: procedure
    .input(liftSuppressionInput)
    .mutation(({ ctx, input }) => liftAddressSuppression(ctx.context, input)),
  /** Which connections the change would let through, or refuse. */
  previewUpstream: procedure
    .input(previewUpstreamInput)
    .query(({ ctx, input }) => previewUpstream(ctx.context, input)),
  removeAllowedUpstream: procedure
    .input(allowUpstreamInput)
    .mutation(({ ctx, input }) => removeAllowedUpstream(ctx.context, input)),
  waitlist: procedure
    .input(listWaitlistInput.optional())
    .query(({ ctx, input }) => listWaitlist(ctx.context, input ?? {})),
  inviteFromWaitlist: procedure
    .input(inviteFromWaitlistInput)
    .mutation(({ ctx, input }) => inviteFromWaitlist(ctx.context, input)),
  users: procedure
    .input(listUsersInput.optional())
    .query(({ ctx, input }) => listUsers(ctx.context, input ?? {})),
  suspend: procedure.input(suspendInput).mutation(({ ctx, input }) => suspendAccount(ctx.context, input)),
  lift: procedure.input(userInput).mutation(({ ctx, input }) => liftSuspension(ctx.context, input)),
  /** At once on every node: nothing is called, and nothing runs. The reason may follow. */
  freeze: procedure.input(freezeInput).mutation(({ ctx, input }) => freezeOrganization(ctx.context, input)),
  unfreeze: procedure
    .input(customerRef)
    .mutation(({ ctx, input }) => unfreezeOrganization(ctx.context, input)),
  /** The asking browser sees what somebody sees, read only, until `account.endImpersonation`. */
  impersonate: procedure
    .input(impersonateInput)
    .mutation(({ ctx, input }) => beginImpersonation(ctx.context, input)),
  revenue: procedure.query(({ ctx }) => revenue(ctx.context)),
  plans: procedure.query(({ ctx }) => listPlanVersions(ctx.context)),
  customers: procedure
    .input(listCustomersInput.optional())
    .query(({ ctx, input }) => listCustomers(ctx.context, input ?? {})),
  customer: procedure.input(customerRef).query(({ ctx, input }) => getCustomer(ctx.context, input)),
  setPlan: procedure
    .input(setCustomerPlanInput)
    .mutation(({ ctx, input }) => setCustomerPlan(ctx.context, input)),
  setLimit: procedure
    .input(setCustomerLimitInput)
    .mutation(({ ctx, input }) => setCustomerLimit(ctx.context, input)),
  endLimit: procedure
    .input(endCustomerLimitInput)
    .mutation(({ ctx, input }) => endCustomerLimit(ctx.context, input)),
  credit: procedure
    .input(creditCustomerInput)
    .mutation(({ ctx, input }) => creditCustomer(ctx.context, input)),
  /** Read, and the suspension stays. */
  settleAppeal: procedure.input(userInput).mutation(({ ctx, input }) => settleAppeal(ctx.context, input)),
  tickets: procedure.input(listTicketsInput).query(({ ctx, input }) => listInbox(ctx.context, input)),
  ticket: procedure.input(ticketRef).query(({ ctx, input }) => readInboxTicket(ctx.context, input)),
  answerTicket: procedure
    .input(replyToTicketInput)
    .mutation(({ ctx, input }) => answerTicket(ctx.context, input)),
  /** Mails whose account it is a link by which they confirm that they wrote. */
  askForProof: procedure.input(ticketRef).mutation(({ ctx, input }) => askForProof(ctx.context, input)),
  setTicketStatus: procedure
    .input(setTicketStatusInput)
    .mutation(({ ctx, input }) => setTicketStatus(ctx.context, input)),
  status: procedure.query(({ ctx }) => instanceStatus(ctx.context)),
  openIncident: procedure
    .input(openIncidentInput)
    .mutation(({ ctx, input }) => openIncident(ctx.context, input)),
  noteIncident: procedure
    .input(noteIncidentInput)
    .mutation(({ ctx, input }) => noteIncident(ctx.context, input)),
});
