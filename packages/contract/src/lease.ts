import { z } from "zod";
import { idSchema } from "./id.ts";

/** What a node has taken of monthly limits and not settled. */
export const lostLeasesSchema = z.object({
  nodeId: idSchema,
  leases: z.number().int(),
  units: z.number().int(),
  expiresAt: z.string(),
  /** Whether one of them can still be spent. */
  isLive: z.boolean(),
});
export type LostLeases = z.infer<typeof lostLeasesSchema>;

export const settleLeasesInput = z.object({ nodeId: idSchema });
export type SettleLeasesInput = z.infer<typeof settleLeasesInput>;

/** How many leases were settled, and the units that they gave back. */
export const settledLeasesSchema = z.object({ leases: z.number().int(), units: z.number().int() });
export type SettledLeases = z.infer<typeof settledLeasesSchema>;
