import type { CompileFailure } from "./compiled-program.ts";
import { noModules } from "./no-modules.ts";

/** What is TypeScript but more than types, and what is written instead. By the start of the stripper's words. */
const unsupported: Record<string, string> = {
  "TypeScript enum":
    'Enums are not available here, where types are only taken away. Write an object: const Color = { Red: "red" } as const.',
  "TypeScript namespace":
    "Namespaces are not available here, where types are only taken away. Write an object or plain functions.",
  "TypeScript parameter property":
    "Parameter properties are not available here, where types are only taken away. Declare the field in the class and assign it in the constructor.",
  "TypeScript import equals": noModules,
  "TypeScript export assignment": "`export =` is not available here. Write `export default`, or `return`.",
  "The angle-bracket syntax":
    "Type assertions in angle brackets are not available here. Write `value as Type`.",
  "Unexpected character '@'": "Decorators are not available here. Call the function yourself.",
};

/** Words of the stripper in ours where they name no way on; the place stays. */
export function rewordFailure(failure: CompileFailure, code: string): CompileFailure {
  if (failure.message.endsWith("cannot be used outside of module code")) {
    const line = code.split(/\r\n|[\n\r\u2028\u2029]/)[(failure.line ?? 1) - 1] ?? "";
    if (!line.slice((failure.column ?? 1) - 1).startsWith("export")) {
      return { ...failure, code: "module_not_available", message: noModules };
    }
    const message =
      "A program that returns exports nothing. Take the `export` away, or the `return` at the top level.";
    return { ...failure, message };
  }
  const known = Object.entries(unsupported).find(([start]) => failure.message.startsWith(start));
  if (!known) return failure;
  const [, message] = known;
  return { ...failure, message, ...(message === noModules ? { code: "module_not_available" } : {}) };
}
