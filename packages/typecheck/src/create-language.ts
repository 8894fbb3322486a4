import type TypeScript from "typescript-compiler";
import { findInputType } from "./find-input-type.ts";
import { findProgramFunction } from "./find-program-function.ts";
import { programGlobals } from "./program-globals.ts";
import { type TypeSchema, typeToSchema } from "./type-to-schema.ts";

/** A complaint about a program, with places as offsets in its text. */
export interface TypeProblem {
  from: number;
  to: number;
  message: string;
  /** TypeScript's own number of it. */
  code: number;
  /** The name that was meant, when one is spelt alike. It takes the place of what is complained of. */
  meant?: string;
}

export interface Program {
  code: string;
  /** What it finds besides the language: the caller's tools. */
  declarations: string;
}

export interface Completions {
  /** Members of what stands before the place, the best ones first; or texts that it may be. */
  entries: { name: string; kind: string; isOptional: boolean }[];
}

/** What stands at a place. */
export interface Explanation {
  from: number;
  to: number;
  /** In TypeScript. */
  text: string;
  description: string;
}

export interface Language {
  check(program: Program): TypeProblem[];
  /** The JSON Schema of the type that the program gives its `input`; null where it gives none. */
  inputSchema(program: Program): TypeSchema | null;
  /** The same of what it returns. */
  outputSchema(program: Program): TypeSchema | null;
  /** What may stand at an offset; null where it is no member and no text. */
  complete(program: Program, offset: number): Completions | null;
  /** More on a completion at an offset: its type, and what is said of it. */
  describe(program: Program, offset: number, name: string): Pick<Explanation, "text" | "description"> | null;
  explain(program: Program, offset: number): Explanation | null;
}

const programFile = "/program.ts";
const declarationsFile = "/tools.d.ts";
const globalsFile = "/globals.d.ts";
const libraryFolder = "/lib/";

/** As the sandbox does: a program is the body of a function, so that it may return. */
const head = "async function program() {";

/** Whoever has more of them reads no further. */
const maxProblems = 100;
const maxMessageChars = 2_000;
const maxEntries = 300;
/** Modifiers cannot appear here: true of a function's body as such, not of a program's top. */
const misplaced = 1184;

/** Properties, names and fields of an object that are not known, but spelt like one that is. */
const spellingCodes = new Set([2551, 2552, 2561]);

function meantName(code: number, message: string): string | undefined {
  return spellingCodes.has(code) ? /Did you mean (?:to write )?'([\w$]+)'\?$/.exec(message)?.[1] : undefined;
}

/** Knows programs as the sandbox runs them. `libraries`: the language's own declarations, by their file's name. */
export function createLanguage(ts: typeof TypeScript, libraries: ReadonlyMap<string, string>): Language {
  const files = new Map<string, { text: string; version: number }>();
  const write = (name: string, text: string) => {
    const before = files.get(name);
    if (before?.text !== text) files.set(name, { text, version: (before?.version ?? 0) + 1 });
  };
  for (const [name, text] of libraries) write(libraryFolder + name, text);
  write(globalsFile, programGlobals);

  const options: TypeScript.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    lib: ["lib.es2024.d.ts"],
    types: [],
    strict: true,
    // Whoever writes ten lines to try something need not name each type.
    noImplicitAny: false,
    useUnknownInCatchVariables: false,
    // Types are taken away before a run, and nothing else is.
    erasableSyntaxOnly: true,
    noEmit: true,
  };
  const read = (name: string) => files.get(name)?.text;
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [globalsFile, declarationsFile, programFile],
    getScriptVersion: (name) => String(files.get(name)?.version ?? 0),
    getScriptSnapshot: (name) => {
      const text = read(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => "/",
    getDefaultLibFileName: () => `${libraryFolder}lib.es2024.d.ts`,
    fileExists: (name) => files.has(name),
    readFile: read,
  });

  /** Makes a program the one that is asked about; answers where its text begins in the file. */
  function open({ code: source, declarations }: Program): { code: string; shift: number } {
    write(declarationsFile, declarations);
    // A hashbang is only legal at the very start of a file.
    const code = source.startsWith("#!") ? `//${source.slice(2)}` : source;
    // A program that exports its function is a module as it stands.
    const isModule = /^\s*export\s+default\b/m.test(code);
    write(programFile, isModule ? code : `${head}${code}\n}`);
    return { code, shift: isModule ? 0 : head.length };
  }

  function check(program: Program): TypeProblem[] {
    const { code, shift } = open(program);
    const place = (offset: number) => Math.min(Math.max(offset - shift, 0), code.length);
    return [...service.getSyntacticDiagnostics(programFile), ...service.getSemanticDiagnostics(programFile)]
      .filter(({ start }) => start !== undefined)
      .map(({ start = 0, length = 0, code: problemCode, messageText }) => {
        const message = ts.flattenDiagnosticMessageText(messageText, "\n").slice(0, maxMessageChars);
        const meant = meantName(problemCode, message);
        return {
          from: place(start),
          to: place(start + length),
          message,
          code: problemCode,
          ...(meant !== undefined && { meant }),
        };
      })
      .filter(
        ({ from, to, code: problemCode }) =>
          !(problemCode === misplaced && code.slice(from, to) === "declare"),
      )
      .slice(0, maxProblems);
  }

  function inputSchema(program: Program): TypeSchema | null {
    open(program);
    const whole = service.getProgram();
    const file = whole?.getSourceFile(programFile);
    const node = file && findInputType(ts, file);
    if (!whole || !node) return null;
    const checker = whole.getTypeChecker();
    const type = checker.getTypeFromTypeNode(node);
    return type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown) ? null : typeToSchema(ts, checker, type);
  }

  function outputSchema(program: Program): TypeSchema | null {
    open(program);
    const whole = service.getProgram();
    const file = whole?.getSourceFile(programFile);
    const node = file && findProgramFunction(ts, file);
    if (!whole || !node) return null;
    const checker = whole.getTypeChecker();
    const signature = checker.getSignatureFromDeclaration(node);
    const returned = signature && checker.getReturnTypeOfSignature(signature);
    const type = returned && (checker.getAwaitedType(returned) ?? returned);
    const nothing = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Void | ts.TypeFlags.Undefined;
    if (!type || type.flags & (nothing | ts.TypeFlags.Never)) return null;
    return typeToSchema(ts, checker, type);
  }

  function complete(program: Program, offset: number): Completions | null {
    const { shift } = open(program);
    const found = service.getCompletionsAtPosition(programFile, offset + shift, {});
    // Names that stand alone are the editor's own matter: there are a thousand of them.
    const isWanted =
      found?.isMemberCompletion || found?.entries.every(({ kind }) => kind === ts.ScriptElementKind.string);
    if (!found || !isWanted) return null;
    return {
      entries: found.entries
        .filter(({ name }) => !name.startsWith("__@"))
        .slice(0, maxEntries)
        .map(({ name, kind, kindModifiers }) => ({
          name,
          kind,
          isOptional: kindModifiers?.includes("optional") ?? false,
        })),
    };
  }

  function describe(program: Program, offset: number, name: string) {
    const { shift } = open(program);
    const at = offset + shift;
    const found = service.getCompletionEntryDetails(
      programFile,
      at,
      name,
      undefined,
      undefined,
      undefined,
      undefined,
    );
    return found ? wordsOf(found.displayParts, found.documentation) : null;
  }

  function wordsOf(
    parts: TypeScript.SymbolDisplayPart[] | undefined,
    documentation: TypeScript.SymbolDisplayPart[] | undefined,
  ) {
    return {
      text: ts.displayPartsToString(parts).slice(0, maxMessageChars),
      description: ts.displayPartsToString(documentation).slice(0, maxMessageChars),
    };
  }

  function explain(program: Program, offset: number): Explanation | null {
    const { shift } = open(program);
    const info = service.getQuickInfoAtPosition(programFile, offset + shift);
    if (!info) return null;
    const from = info.textSpan.start - shift;
    return { from, to: from + info.textSpan.length, ...wordsOf(info.displayParts, info.documentation) };
  }

  return { check, inputSchema, outputSchema, complete, describe, explain };
}
