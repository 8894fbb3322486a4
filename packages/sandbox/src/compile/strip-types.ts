import { stripTypeScriptTypes } from "node:module";
import type { CompileFailure } from "./compiled-program.ts";

const head = "(async()=>{";
const tail = "\n})";

/** Replaces types by spaces: lines and columns stay. Throws when the stripper itself broke and must be thrown away. */
export function stripTypes(code: string): { ok: true; code: string } | CompileFailure {
  // Only a module may export and only a function may return, and a program may do either. Most do not export.
  if (/\b(?:ex|im)port\b/.test(code)) {
    const asModule = attempt(code);
    if (asModule.ok || !asModule.message.startsWith("Return statement")) return asModule;
  }
  const asFunction = attempt(head + code + tail);
  if (asFunction.ok) return { ok: true, code: asFunction.code.slice(head.length, -tail.length) };
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  // The program breaks off: its end is the place, not the line that is ours.
  if (asFunction.line !== undefined && asFunction.line > lines.length) {
    return { ...asFunction, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }
  if (asFunction.line !== 1 || asFunction.column === undefined) return asFunction;
  return { ...asFunction, column: Math.max(1, asFunction.column - head.length) };
}

function attempt(code: string): { ok: true; code: string } | CompileFailure {
  try {
    return { ok: true, code: stripTypeScriptTypes(code, { mode: "strip" }) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const kind: unknown = Reflect.get(error, "code");
    if (kind !== "ERR_INVALID_TYPESCRIPT_SYNTAX" && kind !== "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") throw error;
    return { ok: false, code: "syntax_error", message: error.message, ...positionIn(error.stack ?? "") };
  }
}

/** The stripper tells the position only as a picture: ":<line>", the source lines, carets under the place. */
function positionIn(stack: string): { line?: number; column?: number } {
  const picture = /^[^\n]*:(\d+)\n(?:[^\n]*\n)*?([ \t]*)\^+\n/.exec(stack);
  if (!picture) return {};
  return { line: Number(picture[1]), column: (picture[2]?.length ?? 0) + 1 };
}
