/** A value as a TypeScript literal: names without quotes where they are identifiers. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, "$1$2:");
}

/** The program that makes one call and returns its answer. */
export function callProgram(options: {
  /** `tools.demo.list_orders`. */
  codePath: string;
  /** undefined when they were not kept. */
  arguments: Record<string, unknown> | undefined;
}): string {
  const { codePath, arguments: args } = options;
  const note = args === undefined ? "// The arguments of this call were not stored. Fill them in.\n" : "";
  return `${note}const answer = await ${codePath}(${literal(args ?? {})});\nreturn answer;\n`;
}

/** The expression for a tool that is known by its connection's slug and original name only. */
export function codePathOf(connection: string, tool: string): string {
  const member = (name: string) =>
    /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  return `tools${member(connection)}${member(tool)}`;
}
