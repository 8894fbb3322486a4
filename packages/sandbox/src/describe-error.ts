import type { CompiledProgram } from "./compile/compiled-program.ts";
import { mapPosition } from "./compile/map-position.ts";
import { noModules } from "./compile/no-modules.ts";
import type { ThrownError } from "./message.ts";
import type { RunError } from "./run-result.ts";
import { sourceFrame } from "./source-frame.ts";

/** What people look for and why it is not there. */
const absent: Record<string, string> = {
  require: "programs load no modules; tools are reached as tools.<connection>.<tool>(args)",
  fetch:
    "fetch is off for this organization; an admin switches it on at /settings/code. Programs have no network without it; the way out is tools.<connection>.<tool>(args)",
  process: "programs have no process around them",
  module: "a program exports with `export default`, or returns its result",
  exports: "a program exports with `export default`, or returns its result",
  Buffer: "use Uint8Array, TextEncoder and TextDecoder",
};

interface Place {
  name: string | undefined;
  line: number;
  column: number;
}

/** The frames of a stack that are the program's, in its own source. What stands before or behind the source is ours. */
function placesOf(stack: string | null, program: CompiledProgram, lineCount: number): Place[] {
  return [...(stack ?? "").matchAll(/^ {4}at (?:(.{1,200}?) \()?program\.ts:(\d+):(-?\d+)\)?$/gm)]
    .map(([, name, line, column]) => ({ name, ...mapPosition(program, Number(line), Number(column)) }))
    .filter(({ line, column }) => column > 0 && line <= lineCount);
}

/** The error of a program in terms of its own source. */
export function describeError(code: string, program: CompiledProgram, thrown: ThrownError): RunError {
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  const places = placesOf(thrown.stack, program, lines.length);
  const first = places[0];
  const stack = places.map(({ name, line, column }) => {
    const at = `program.ts:${line}:${column}`;
    return `    at ${name === undefined || name.startsWith("$start") ? at : `${name} (${at})`}`;
  });
  const causes = thrown.causes.map(({ name, message, stack: trace }) => {
    const [place] = placesOf(trace, program, lines.length);
    return { name, message, ...(place ? { line: place.line, column: place.column } : {}) };
  });
  const { message, code: ownCode } = reword(thrown, first && lines[first.line - 1]?.slice(first.column - 1));
  return {
    name: thrown.name,
    message,
    ...(ownCode === null ? {} : { code: ownCode }),
    ...(first ? { line: first.line, column: first.column, frame: sourceFrame(lines, first) } : {}),
    ...(stack.length > 0 ? { stack: [`${thrown.name}: ${thrown.message}`, ...stack].join("\n") } : {}),
    ...(thrown.retryable === null ? {} : { retryable: thrown.retryable }),
    ...(thrown.connection === null ? {} : { connection: thrown.connection }),
    ...(thrown.tool === null ? {} : { tool: thrown.tool }),
    ...(causes.length > 0 ? { causes } : {}),
  };
}

/** V8's words where they name no way on. `rest` is the source from the error's place to the end of its line. */
function reword(
  { message, code }: ThrownError,
  rest: string | undefined,
): { message: string; code: string | null } {
  if (message === "Not supported" && /^(?:await\s+)?import\b/.test(rest ?? "")) {
    return { message: noModules, code: "module_not_available" };
  }
  if (message === "Maximum call stack size exceeded") {
    const cause = "a function calls itself without end, or a value is nested too deeply";
    return { message: `${message}: ${cause}.`, code };
  }
  const missing = /^(\w+) is not defined$/.exec(message)?.[1];
  const hint = missing !== undefined && Object.hasOwn(absent, missing) ? `: ${absent[missing]}.` : "";
  return { message: message + hint, code };
}
