/** What was said in calls, and who was refused: kept for setting things up, not for the record; ended sign-ins, clients that never came to one. */
export const keptDays = {
  approvals: 7,
  answers: 1,
  /** Ten minutes. */
  streamEvents: 1 / 144,
  refusedAttempts: 1,
  endedGrants: 30,
  unusedClients: 1,
  signIns: 30,
  /** Their texts are dropped sooner. */
  mails: 30,
  /** After the case was closed; what was decided stays in the audit. */
  settledAppeals: 90,
  /** What was asked may come up again. */
  closedTickets: 365,
  quotaNotices: 62,
  /** Stripe itself lists them for 30 days: one that comes again is known. */
  stripeEvents: 60,
  /** As long as the cookie of a browser lives. */
  knownDevices: 400,
} as const;
