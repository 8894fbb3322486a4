/** Where fields of an input come from, a line each: `orderId = body.order.id`. */
export function writeMapping(mapping: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(mapping ?? {})
    .map(([field, path]) => `${field} = ${path}`)
    .join("\n");
}

/** The fields of the text; a line that is none is named. No line at all: the body is the input. */
export function readMapping(
  text: string,
): { mapping: Record<string, string> | undefined } | { problem: string } {
  const mapping: Record<string, string> = {};
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "") continue;
    const [, field, path] = /^([\w$.-]{1,64})\s*=\s*((?:body|query|headers)(?:\.\S+)?)$/.exec(line) ?? [];
    if (field === undefined || path === undefined || path.length > 200) {
      return { problem: `“${line}” is no line like: orderId = body.order.id` };
    }
    mapping[field] = path;
  }
  return { mapping: Object.keys(mapping).length > 0 ? mapping : undefined };
}
