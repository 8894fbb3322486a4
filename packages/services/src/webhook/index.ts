export { type PostEnd, pauseAfter, postSigned } from "./post-signed.ts";
export { rotateWebhookSecret, webhookSecret } from "./secret.ts";
export { isSignedBy } from "./sign.ts";
