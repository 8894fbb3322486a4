export { type CheckProgram, createChecker, type TypeProblem } from "./create-checker.ts";
export { isLibraryFile } from "./is-library-file.ts";
