/** Text that was put into the program on its way to the isolate. Line from 1, column from 0, in the user's source. */
export interface Insertion {
  line: number;
  column: number;
  length: number;
}

/** A program ready for an isolate: `script` is an open call `$start(async () => {…}` whose arguments the child closes. */
export interface CompiledProgram {
  ok: true;
  script: string;
  /** Characters of the script before the program; V8 counts columns of the first line from there. */
  headLength: number;
  insertions: Insertion[];
}

export interface CompileFailure {
  ok: false;
  code: "syntax_error" | "module_not_available" | "too_complicated";
  message: string;
  /** From 1. */
  line?: number;
  /** From 1. */
  column?: number;
}

export type CompileOutcome = CompiledProgram | CompileFailure;
