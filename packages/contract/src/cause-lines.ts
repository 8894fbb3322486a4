import type { ExecutionError } from "./execution.ts";

/** What an error of a program was made of, a line each, as people read it beneath the error. */
export function causeLines({ causes = [] }: Pick<ExecutionError, "causes">): string[] {
  return causes.map(({ name, message, line, column }) => {
    const place =
      line === undefined ? "" : ` (line ${line}${column === undefined ? "" : `, column ${column}`})`;
    return `Caused by ${name}: ${message}${place}`;
  });
}
