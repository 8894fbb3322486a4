import { z } from "zod";

export const recomputeInput = z.object({
  /** Whether wrong totals are set right; else they are only told. */
  mend: z.boolean(),
});
export type RecomputeInput = z.infer<typeof recomputeInput>;

const differenceSchema = z.object({
  table: z.string(),
  organizationId: z.string(),
  key: z.string(),
  amount: z.number(),
});

/** What counting all events anew came to. */
export const recomputationSchema = z.object({
  checkedAt: z.string(),
  /** How many totals were wrong. */
  count: z.number().int(),
  /** The first 100 of them, with what has to be added to each. */
  differences: z.array(differenceSchema),
  /** Totals that cannot be counted anew (CPU time of runs whose records are gone), and are left as they are. */
  unknowable: z.array(differenceSchema),
  isMended: z.boolean(),
});
export type Recomputation = z.infer<typeof recomputationSchema>;
