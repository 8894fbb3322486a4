import { z } from "zod";

/** Calls a month; null takes the budget away. */
export const budgetSchema = z.number().int().min(0).max(1_000_000_000).nullable();
