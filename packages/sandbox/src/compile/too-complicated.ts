import type { CompileFailure } from "./compiled-program.ts";

/** What is said of a source that the reader broke on, or spent too long on. */
export const tooComplicated: CompileFailure = {
  ok: false,
  code: "too_complicated",
  message:
    "The program is too complicated to read: it is nested too deeply or too large. Nothing of it ran. Put inner expressions into constants or functions of their own, or do the work in several programs.",
};
