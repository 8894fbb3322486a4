import { changePlanInput, invoiceRef, listInvoicesInput, startCheckoutInput } from "@patchops/contract";
import {
  billingState,
  cancelSubscription,
  changePlan,
  getInvoice,
  listInvoices,
  openPortal,
  refreshBilling,
  resumeSubscription,
  startCheckout,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** Plan, payments and invoices of the organization. Card and address are given to Stripe alone. */
export const billingRouter = router({
  state: procedure.query(({ ctx }) => billingState(ctx.context)),
  /** Asks Stripe first: for who comes back from there. */
  refresh: procedure.mutation(({ ctx }) => refreshBilling(ctx.context)),
  checkout: procedure
    .input(startCheckoutInput)
    .mutation(({ ctx, input }) => startCheckout(ctx.context, input)),
  portal: procedure.mutation(({ ctx }) => openPortal(ctx.context)),
  change: procedure.input(changePlanInput).mutation(({ ctx, input }) => changePlan(ctx.context, input)),
  cancel: procedure.mutation(({ ctx }) => cancelSubscription(ctx.context)),
  resume: procedure.mutation(({ ctx }) => resumeSubscription(ctx.context)),
  invoices: procedure
    .input(listInvoicesInput.optional())
    .query(({ ctx, input }) => listInvoices(ctx.context, input ?? {})),
  invoice: procedure.input(invoiceRef).query(({ ctx, input }) => getInvoice(ctx.context, input)),
});
