import { z } from "zod";
import { startExecutionInput } from "./execution.ts";

/** What the compiler says of a program, in the program's own source; lines and columns from 1. */
export const diagnosticSchema = z.object({
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
  message: z.string(),
  /** TypeScript's own number, as `TS2551`. */
  code: z.string(),
  /** The name that was meant, where one is spelt alike; it replaces what is complained of. */
  meant: z.string().optional(),
  /** Some lines of source around it, the line marked. */
  frame: z.string(),
});
export type Diagnostic = z.infer<typeof diagnosticSchema>;

export const checkProgramInput = startExecutionInput.pick({ code: true });
export type CheckProgramInput = z.infer<typeof checkProgramInput>;

/** A complaint never keeps a program from running. */
export const programCheckSchema = z.object({
  /** At most 100. */
  diagnostics: z.array(diagnosticSchema),
  /** Whether the compiler came to an end. false: the program is too complicated to be checked, and nothing is known. */
  isComplete: z.boolean(),
  /** Where they are asked for: the JSON Schemas of its input and of its result; null where the program does not say. */
  schemas: z
    .object({
      input: z.record(z.string(), z.unknown()).nullable(),
      output: z.record(z.string(), z.unknown()).nullable(),
    })
    .optional(),
});
export type ProgramCheck = z.infer<typeof programCheckSchema>;
