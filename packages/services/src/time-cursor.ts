import { AppError, idSchema } from "@patchops/contract";

/** A place in a list that is ordered by time and id, which keeps its place while rows come in. */
export interface TimeCursor {
  ts: string;
  id: string;
}

export const writeTimeCursor = ({ ts, id }: TimeCursor): string => `${ts}_${id}`;

/** Throws `invalid_input` for a text that `writeTimeCursor` has not made. */
export function readTimeCursor(cursor: string): TimeCursor {
  const [ts = "", id = ""] = cursor.split("_");
  if (
    !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(ts) ||
    Number.isNaN(Date.parse(ts)) ||
    !idSchema.safeParse(id).success
  ) {
    throw new AppError("invalid_input", "The cursor is none of ours.", {
      next: "Begin again without a cursor.",
      details: { field: "cursor" },
    });
  }
  return { ts, id };
}
