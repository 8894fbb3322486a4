export { sendCredits } from "./credit/send-credits.ts";
export { endGraces } from "./dunning/end-graces.ts";
export { getInvoice, listInvoices } from "./invoice/list.ts";
export { tellUsage } from "./meter-outbox/tell-usage.ts";
export { storePlans } from "./plan/system/store-plans.ts";
export { openStripe, type StripePort } from "./stripe/stripe.ts";
export { syncStripePlans, syncStripePlansAsOperator } from "./stripe/sync-plans-by.ts";
export { cancelSubscription, resumeSubscription } from "./subscription/cancel.ts";
export { changePlan } from "./subscription/change-plan.ts";
export { closeBilling } from "./subscription/close-billing.ts";
export { openPortal } from "./subscription/open-portal.ts";
export { startCheckout } from "./subscription/start-checkout.ts";
export { billingState, refreshBilling } from "./subscription/state.ts";
export { processStripeEvent } from "./webhook/process-event.ts";
export { receiveStripeEvent } from "./webhook/receive-event.ts";
export { reconcileStripe } from "./webhook/reconcile.ts";
export {
  listStripeEvents,
  listStripeEventsAsOperator,
  replayStripeEvent,
  replayStripeEventAsOperator,
} from "./webhook/replay.ts";
