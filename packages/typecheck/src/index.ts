export {
  type Completions,
  createLanguage,
  type Explanation,
  type Language,
  type Program,
  type TypeProblem,
} from "./create-language.ts";
export { isLibraryFile } from "./is-library-file.ts";
export type { TypeSchema } from "./type-to-schema.ts";
