import { type Node, type Program, parse } from "acorn";
import type { CompileFailure, CompileOutcome, Insertion } from "./compiled-program.ts";
import { noModules } from "./no-modules.ts";
import { rewordFailure } from "./reword-failure.ts";
import { stripTypes } from "./strip-types.ts";
import { tooComplicated } from "./too-complicated.ts";

interface Edit {
  offset: number;
  text: string;
}

/**
 * Turns TypeScript or JavaScript with top-level `await`, `return`, a last expression or a default export into one async
 * arrow function. Types become spaces and every insertion is recorded, so that any position can be led back.
 */
export function compileProgram(code: string): CompileOutcome {
  // A hashbang is only legal at the very start of a file, which the wrapper takes.
  const source = code.startsWith("#!") ? `//${code.slice(2)}` : code;
  const stripped = stripTypes(source);
  if (!stripped.ok) return rewordFailure(stripped, source);
  const parsed = parseProgram(stripped.code);
  if (!("type" in parsed)) return parsed;
  return wrap(stripped.code, parsed);
}

function parseProgram(code: string): Program | CompileFailure {
  try {
    return parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
    });
  } catch (error) {
    if (error instanceof RangeError) return tooComplicated;
    if (!(error instanceof SyntaxError)) throw error;
    const at: unknown = Reflect.get(error, "loc");
    const position = isPosition(at) ? { line: at.line, column: at.column + 1 } : {};
    // acorn closes its messages with its own " (line:column)".
    const message = error.message.replace(/ \(\d+:\d+\)$/, "");
    return { ok: false, code: "syntax_error", message, ...position };
  }
}

function isPosition(value: unknown): value is { line: number; column: number } {
  return typeof value === "object" && value !== null && "line" in value && "column" in value;
}

function wrap(code: string, program: Program): CompileOutcome {
  const inputName = freeName(code, "$input");
  const defaultName = freeName(code, "$default");
  const edits: Edit[] = [];
  const blanks: { start: number; end: number }[] = [];
  let entry: string | undefined;

  for (const node of program.body) {
    if (node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration")
      return foreignModule(code, node);
    if (node.type === "ExportNamedDeclaration") {
      if (node.source) return foreignModule(code, node);
      for (const specifier of node.specifiers) {
        const { exported, local } = specifier;
        if (exported.type !== "Identifier" || exported.name !== "default" || local.type !== "Identifier")
          continue;
        entry = local.name;
      }
      blanks.push({ start: node.start, end: node.declaration?.start ?? node.end });
    }
    if (node.type === "ExportDefaultDeclaration") {
      const { declaration } = node;
      blanks.push({ start: node.start, end: declaration.start });
      const isNamed =
        (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") &&
        declaration.id;
      if (isNamed) {
        entry = declaration.id?.name;
        continue;
      }
      entry = defaultName;
      // From the keyword's place rather than the expression's, whose parentheses are no part of it.
      const offset = node.start + exportDefaultLength(code, node.start);
      edits.push({ offset, text: `const ${defaultName}=` });
      blanks[blanks.length - 1] = { start: node.start, end: offset };
      edits.push({ offset: node.end, text: ";" });
    }
  }

  if (entry === undefined) {
    // Functions are hoisted, so they may follow the expression that counts as the last one.
    const last = program.body.findLast(
      ({ type }) => type !== "FunctionDeclaration" && type !== "EmptyStatement",
    );
    if (last?.type === "ExpressionStatement") edits.push({ offset: last.start, text: "return " });
  }
  edits.sort((a, b) => a.offset - b.offset);
  const tail =
    entry === undefined ? "" : `return typeof ${entry}==="function"?${entry}(${inputName}):${entry};`;
  const head = `$start(async(${inputName})=>{"use strict";`;
  return {
    ok: true,
    script: `${head}${applyEdits(blankOut(code, blanks), edits)}\n${tail}}`,
    headLength: head.length,
    insertions: edits.map((edit) => insertionOf(code, edit)),
  };
}

/** Names in the program's scope must not meet ours. */
function freeName(code: string, wanted: string): string {
  let name = wanted;
  while (code.includes(name)) name += "_";
  return name;
}

function exportDefaultLength(code: string, start: number): number {
  const between = /^export(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)+default/.exec(code.slice(start));
  return between ? between[0].length : "export default".length;
}

function blankOut(code: string, ranges: { start: number; end: number }[]): string {
  return ranges.reduce(
    (text, { start, end }) =>
      text.slice(0, start) + text.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, " ") + text.slice(end),
    code,
  );
}

function applyEdits(code: string, edits: Edit[]): string {
  let text = "";
  let from = 0;
  for (const edit of edits) {
    text += code.slice(from, edit.offset) + edit.text;
    from = edit.offset;
  }
  return text + code.slice(from);
}

function insertionOf(code: string, { offset, text }: Edit): Insertion {
  return { ...positionOf(code, offset), length: text.length };
}

function positionOf(code: string, offset: number): { line: number; column: number } {
  const lines = code.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: lines.length, column: lines.at(-1)?.length ?? 0 };
}

function foreignModule(code: string, node: Node): CompileFailure {
  const { line, column } = positionOf(code, node.start);
  return {
    ok: false,
    code: "module_not_available",
    message: noModules,
    line,
    column: column + 1,
  };
}
