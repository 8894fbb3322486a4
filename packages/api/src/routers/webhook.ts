import { rotateWebhookSecret, webhookSecret } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** What the messages to runs' webhooks are signed with. */
export const webhookRouter = router({
  secret: procedure.query(({ ctx }) => webhookSecret(ctx.context)),
  rotateSecret: procedure.mutation(({ ctx }) => rotateWebhookSecret(ctx.context)),
});
