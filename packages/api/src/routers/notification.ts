import { markNotificationsReadInput, setNotificationInput, unsubscribeInput } from "@patchops/contract";
import {
  listNotifications,
  markNotificationsRead,
  notificationSettings,
  setNotification,
  unreadNotifications,
  unsubscribe,
} from "@patchops/services";
import { procedure, publicProcedure, router } from "../trpc.ts";

export const notificationRouter = router({
  list: procedure.query(({ ctx }) => listNotifications(ctx.context)),
  unread: procedure.query(({ ctx }) => unreadNotifications(ctx.context)),
  markRead: procedure
    .input(markNotificationsReadInput.optional())
    .mutation(({ ctx, input }) => markNotificationsRead(ctx.context, input)),
  settings: procedure.query(({ ctx }) => notificationSettings(ctx.context)),
  set: procedure
    .input(setNotificationInput)
    .mutation(({ ctx, input }) => setNotification(ctx.context, input)),
  /** By the link in a mail, whoever opens it. */
  unsubscribe: publicProcedure
    .input(unsubscribeInput)
    .mutation(({ ctx, input }) => unsubscribe(ctx.visit, input)),
});
