import { z } from "zod";

/** As an error names it. */
export const logLinesInput = z.object({ requestId: z.string().min(1).max(128) });
export type LogLinesInput = z.infer<typeof logLinesInput>;
