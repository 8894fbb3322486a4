export { sendCredits } from "./credit/send-credits.ts";
export { endGraces } from "./dunning/end-graces.ts";
export { getInvoice, listInvoices } from "./invoice/list.ts";
export {
  listStuckUsage,
  listStuckUsageAsOperator,
  settleUsage,
  settleUsageAsOperator,
} from "./meter-outbox/stuck-usage.ts";
export { tellUsage } from "./meter-outbox/tell-usage.ts";
export { creditAsOperator, creditCustomer } from "./plan/credit-customer.ts";
export { type CurrentPlan, currentPlans } from "./plan/current-plans.ts";
export { endCustomerLimit, endLimitAsOperator } from "./plan/end-customer-limit.ts";
export { findCustomer } from "./plan/find-customer.ts";
export { getCustomer } from "./plan/get-customer.ts";
export { listCustomers, listCustomersAsOperator } from "./plan/list-customers.ts";
export { listPlanVersions, listPlanVersionsAsOperator } from "./plan/list-plan-versions.ts";
export { planOffers } from "./plan/offers.ts";
export { planOverview } from "./plan/overview.ts";
export { revenue } from "./plan/revenue.ts";
export { setCustomerLimit, setLimitAsOperator } from "./plan/set-customer-limit.ts";
export { setCustomerPlan, setPlanAsOperator } from "./plan/set-customer-plan.ts";
export { setOverage } from "./plan/set-overage.ts";
export { changeCustomer } from "./plan/system/change-customer.ts";
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
export { queueAgain as queueStripeEventAgain } from "./webhook/system/inbox.ts";
