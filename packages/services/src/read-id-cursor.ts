import { AppError, idSchema } from "@patchops/contract";

/** The place in a list that is ordered by id. Throws `invalid_input` for a text that is no id. */
export function readIdCursor(cursor: string | undefined): string | undefined {
  const parsed = idSchema.optional().safeParse(cursor);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", "That cursor is not one of ours.", { details: { field: "cursor" } });
}
