import type { TypeProblem, TypeSchema } from "@patchops/typecheck";

/** A program for the checking process. `declarations` null: those of the program before. */
export interface CheckRequest {
  code: string;
  wantsSchemas: boolean;
  declarations: string | null;
}

/** What the compiler says of a program. */
export interface Checked {
  problems: TypeProblem[];
  /** Where they were asked for: what its input is to be, and what it returns; null where it does not say. */
  schemas?: { input: TypeSchema | null; output: TypeSchema | null };
}

/** `null`: the compiler broke on the program. */
export type CheckAnswer = { type: "ready" } | { type: "checked"; checked: Checked | null };
