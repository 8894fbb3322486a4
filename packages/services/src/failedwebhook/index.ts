export { listFailedWebhooks, listFailedWebhooksAsOperator } from "./list.ts";
export { replayWebhook, replayWebhookAsOperator } from "./replay.ts";
