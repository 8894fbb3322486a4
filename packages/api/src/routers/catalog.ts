import { listCatalogInput } from "@patchops/contract";
import { listCatalog } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const catalogRouter = router({
  list: procedure.input(listCatalogInput).query(({ ctx, input }) => listCatalog(ctx.context, input)),
});
