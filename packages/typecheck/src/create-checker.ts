import type TypeScript from "typescript-compiler";
import { createLanguage, type Language } from "./create-language.ts";

export type CheckProgram = Language["check"];

/** Checks programs as the sandbox runs them. `libraries`: the language's own declarations, by their file's name. */
export function createChecker(ts: typeof TypeScript, libraries: ReadonlyMap<string, string>): CheckProgram {
  return createLanguage(ts, libraries).check;
}
