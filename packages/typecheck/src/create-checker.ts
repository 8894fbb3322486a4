import type TypeScript from "typescript-compiler";
import { programGlobals } from "./program-globals.ts";

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

export type CheckProgram = (program: { code: string; declarations: string }) => TypeProblem[];

const programFile = "/program.ts";
const declarationsFile = "/tools.d.ts";
const globalsFile = "/globals.d.ts";
const libraryFolder = "/lib/";

/** As the sandbox does: a program is the body of a function, so that it may return. */
const head = "async function program() {";

/** Whoever has more of them reads no further. */
const maxProblems = 100;
const maxMessageChars = 2_000;

/** Properties, names and fields of an object that are not known, but spelt like one that is. */
const spellingCodes = new Set([2551, 2552, 2561]);

function meantName(code: number, message: string): string | undefined {
  return spellingCodes.has(code) ? /Did you mean (?:to write )?'([\w$]+)'\?$/.exec(message)?.[1] : undefined;
}

/** Checks programs as the sandbox runs them. `libraries`: the language's own declarations, by their file's name. */
export function createChecker(ts: typeof TypeScript, libraries: ReadonlyMap<string, string>): CheckProgram {
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

  return ({ code: source, declarations }) => {
    write(declarationsFile, declarations);
    // A hashbang is only legal at the very start of a file.
    const code = source.startsWith("#!") ? `//${source.slice(2)}` : source;
    // A program that exports its function is a module as it stands.
    const isModule = /^\s*export\s+default\b/m.test(code);
    write(programFile, isModule ? code : `${head}${code}\n}`);
    const shift = isModule ? 0 : head.length;
    const place = (offset: number) => Math.min(Math.max(offset - shift, 0), code.length);
    return [...service.getSyntacticDiagnostics(programFile), ...service.getSemanticDiagnostics(programFile)]
      .filter(({ start }) => start !== undefined)
      .slice(0, maxProblems)
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
      });
  };
}
