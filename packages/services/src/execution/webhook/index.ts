export { deliverWebhook } from "./deliver.ts";
export { keepWebhook, sendWebhook } from "./keep.ts";
