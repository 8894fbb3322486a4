import {
  createSnippetInput,
  idSchema,
  renameSnippetInput,
  runSnippetInput,
  saveSnippetInput,
  snippetRef,
} from "@patchops/contract";
import {
  createSnippet,
  getSnippet,
  listSnippets,
  removeSnippet,
  renameSnippet,
  runSnippet,
  saveSnippet,
} from "@patchops/services";
import { z } from "zod";
import { procedure, router } from "../trpc.ts";

/** Programs that are kept: behind a link, or under a name by which they are run. */
export const snippetRouter = router({
  create: procedure.input(createSnippetInput).mutation(({ ctx, input }) => createSnippet(ctx.context, input)),
  get: procedure.input(snippetRef).query(({ ctx, input }) => getSnippet(ctx.context, input)),
  list: procedure.query(({ ctx }) => listSnippets(ctx.context)),
  save: procedure.input(saveSnippetInput).mutation(({ ctx, input }) => saveSnippet(ctx.context, input)),
  rename: procedure.input(renameSnippetInput).mutation(({ ctx, input }) => renameSnippet(ctx.context, input)),
  remove: procedure
    .input(z.object({ id: idSchema }))
    .mutation(({ ctx, input }) => removeSnippet(ctx.context, input)),
  run: procedure.input(runSnippetInput).mutation(async ({ ctx, input }) => {
    const { executionId } = await runSnippet(ctx.context, input);
    return { executionId };
  }),
});
