export { createWebhookEndpoint } from "./endpoint/create.ts";
export { deliverEvent } from "./endpoint/deliver.ts";
export { listWebhookDeliveries, listWebhookEndpoints } from "./endpoint/list.ts";
export { removeWebhookEndpoint } from "./endpoint/remove.ts";
export { resendWebhookDelivery } from "./endpoint/resend.ts";
export { testWebhookEndpoint } from "./endpoint/send-test.ts";
export { type PostEnd, pauseAfter, postSigned } from "./post-signed.ts";
export { requireSigningSecret } from "./require-signing-secret.ts";
export { rotateWebhookSecret, webhookSecret } from "./secret.ts";
