export { deliverWebhook } from "./deliver.ts";
export { keepWebhook, sendWebhook } from "./keep.ts";
export { rotateWebhookSecret, webhookSecret } from "./secret.ts";
