import type { TypeProblem } from "@patchops/typecheck";

/** A program for the checking process. `declarations` null: those of the program before. */
export interface CheckRequest {
  code: string;
  declarations: string | null;
}

/** `null`: the compiler broke on the program. */
export type CheckAnswer = { type: "ready" } | { type: "checked"; problems: TypeProblem[] | null };
