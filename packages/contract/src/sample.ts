import { z } from "zod";
import { passwordSchema } from "./account.ts";
import { idSchema } from "./id.ts";

/** What `pnpm demo` asks of the running server. */
export const fillSampleInput = z.object({
  /** The same seed at the same moment gives the same month. */
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  /** Of the account that owns the demo organization. */
  password: passwordSchema,
  /** Removes the demo organization first when it is there. */
  replace: z.boolean().default(false),
});
export type FillSampleInput = z.output<typeof fillSampleInput>;

export const filledSampleSchema = z.object({
  organizationId: idSchema,
  organizationName: z.string(),
  email: z.string(),
  apiKey: z.string(),
  calls: z.number().int(),
  executions: z.number().int(),
  sessions: z.number().int(),
});
export type FilledSample = z.infer<typeof filledSampleSchema>;

export const removedSampleSchema = z.object({ organizationId: idSchema.nullable() });
export type RemovedSample = z.infer<typeof removedSampleSchema>;
