import { dataExportRef, startDataExportInput } from "@patchops/contract";
import { cancelExport, linkExport, listExports, startExport } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** Archives of what is stored. `link` says where one is fetched from. */
export const dataExportRouter = router({
  list: procedure.query(({ ctx }) => listExports(ctx.context)),
  start: procedure.input(startDataExportInput).mutation(({ ctx, input }) => startExport(ctx.context, input)),
  cancel: procedure.input(dataExportRef).mutation(({ ctx, input }) => cancelExport(ctx.context, input)),
  link: procedure.input(dataExportRef).mutation(({ ctx, input }) => linkExport(ctx.context, input)),
});
