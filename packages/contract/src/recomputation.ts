import { z } from "zod";

export const recomputeInput = z.object({
  /** Whether wrong totals are set right; else they are only told. */
  mend: z.boolean(),
});
export type RecomputeInput = z.infer<typeof recomputeInput>;

/** What counting all events anew came to. */
export const recomputationSchema = z.object({
  checkedAt: z.string(),
  /** How many totals were wrong. */
  count: z.number().int(),
  /** The first 100 of them, with what has to be added to each. */
  differences: z.array(
    z.object({ table: z.string(), organizationId: z.string(), key: z.string(), amount: z.number() }),
  ),
  isMended: z.boolean(),
});
export type Recomputation = z.infer<typeof recomputationSchema>;
