import { createWebhookEndpointInput, webhookDeliveryRef, webhookEndpointRef } from "@patchops/contract";
import {
  createWebhookEndpoint,
  listWebhookDeliveries,
  listWebhookEndpoints,
  removeWebhookEndpoint,
  resendWebhookDelivery,
  rotateWebhookSecret,
  testWebhookEndpoint,
  webhookSecret,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** What messages to webhooks are signed with, and the addresses that are told of the organization's events. */
export const webhookRouter = router({
  secret: procedure.query(({ ctx }) => webhookSecret(ctx.context)),
  rotateSecret: procedure.mutation(({ ctx }) => rotateWebhookSecret(ctx.context)),
  endpoints: procedure.query(({ ctx }) => listWebhookEndpoints(ctx.context)),
  createEndpoint: procedure
    .input(createWebhookEndpointInput)
    .mutation(({ ctx, input }) => createWebhookEndpoint(ctx.context, input)),
  removeEndpoint: procedure
    .input(webhookEndpointRef)
    .mutation(({ ctx, input }) => removeWebhookEndpoint(ctx.context, input)),
  testEndpoint: procedure
    .input(webhookEndpointRef)
    .mutation(({ ctx, input }) => testWebhookEndpoint(ctx.context, input)),
  resend: procedure
    .input(webhookDeliveryRef)
    .mutation(({ ctx, input }) => resendWebhookDelivery(ctx.context, input)),
  deliveries: procedure
    .input(webhookEndpointRef)
    .query(({ ctx, input }) => listWebhookDeliveries(ctx.context, input)),
});
