import { z } from "zod";
import { startExecutionInput } from "./execution.ts";
import { idSchema } from "./id.ts";
import { snippetNamePattern, snippetNameWords } from "./vocabulary.ts";

/** What a program is called by: `patchops run --snippet weekly-report`. */
export const snippetNameSchema = z.string().regex(snippetNamePattern, snippetNameWords);

const programShape = {
  title: z.string().trim().max(120).optional(),
  code: z.string().min(1).max(1_000_000),
  input: z.unknown().optional(),
};

/** A program behind a link. */
export const createSnippetInput = z.object(programShape);
export type CreateSnippetInput = z.infer<typeof createSnippetInput>;

/** A program under a name. */
export const saveSnippetInput = z.object({
  ...programShape,
  name: snippetNameSchema,
  /** Puts it in the place of what has the name. */
  replace: z.boolean().default(false),
});
export type SaveSnippetInput = z.input<typeof saveSnippetInput>;

export const snippetRef = z.union([z.object({ id: idSchema }), z.object({ name: snippetNameSchema })]);
export type SnippetRef = z.infer<typeof snippetRef>;

export const renameSnippetInput = z.object({ id: idSchema, name: snippetNameSchema });
export type RenameSnippetInput = z.infer<typeof renameSnippetInput>;

/** A run of the program that has the name; `input` in place of the one that was saved with it. */
export const runSnippetInput = startExecutionInput.omit({ code: true }).extend({ name: snippetNameSchema });
export type RunSnippetInput = z.input<typeof runSnippetInput>;

export const snippetSchema = z.object({
  id: idSchema,
  /** null: it is known by its link alone. */
  name: z.string().nullable(),
  title: z.string().nullable(),
  code: z.string(),
  input: z.unknown().optional(),
  createdBy: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Snippet = z.infer<typeof snippetSchema>;

export const snippetSummarySchema = snippetSchema
  .omit({ code: true, input: true })
  .extend({ name: z.string() });
export type SnippetSummary = z.infer<typeof snippetSummarySchema>;
