import { instanceInfo, setupStatus } from "@patchops/services";
import { procedure, publicProcedure, router } from "../trpc.ts";

export const instanceRouter = router({
  info: publicProcedure.query(({ ctx }) => instanceInfo(ctx.services)),
  setup: procedure.query(({ ctx }) => setupStatus(ctx.context)),
});
