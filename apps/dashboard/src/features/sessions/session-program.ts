import { isObject } from "../../ui/schema/json-schema.ts";

export interface RecordedCall {
  /** `tools.demo.list_orders`, `workflows.run`. */
  codePath: string;
  /** Which one `workflows.run` runs. */
  workflow?: string;
  /** undefined where they were not kept. */
  arguments: Record<string, unknown> | undefined;
  /** What a program would have been answered; undefined where it was not kept. */
  answer: unknown;
}

/** What stands in a recorded call in place of a value that is kept from sight. */
const hidden = "[hidden]";
/** Shorter texts are alike by chance. */
const leastTellingLength = 4;
/** Of one answer: what lies beyond is not looked at. */
const mostLeaves = 2_000;

const isName = (text: string) => /^[A-Za-z_$][\w$]*$/.test(text);
const member = (name: string) => (isName(name) ? `.${name}` : `[${JSON.stringify(name)}]`);

function camel(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const name = words
    .map(
      (word, index) =>
        (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1),
    )
    .join("");
  return /^[A-Za-z]/.test(name) ? name : `value${name}`;
}

/** A name that is not taken yet: `order`, `order2`. */
function free(name: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The texts within an answer, each with the expression that reads it. */
function* leaves(value: unknown, path: string): Generator<[text: string, path: string]> {
  if (typeof value === "string") yield [value, path];
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, `${path}[${index}]`);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, `${path}${member(key)}`);
  }
}

/**
 * The program that makes the calls of a session again, in their order. A text that an earlier call had answered is read from that
 * answer; every other text and number is lifted out into the input, under the name of its field.
 */
export function sessionProgram(
  calls: readonly RecordedCall[],
  note: string,
): { code: string; input: string } {
  const inputs = new Map<string, string | number>();
  const answered = new Map<string, string>();
  const names = new Set(["input", "tools", "resources", "prompts", "workflows", "step", "sleep", "console"]);

  const lift = (key: string, value: string | number): string => {
    const base = camel(key);
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? base : `${base}${count}`;
      const known = inputs.get(name);
      if (known !== undefined && known !== value) continue;
      inputs.set(name, value);
      return `input.${name}`;
    }
  };
  const write = (value: unknown, key: string, indent: string): string => {
    if (typeof value === "string") {
      const source = value.length >= leastTellingLength && value !== hidden ? answered.get(value) : undefined;
      return source ?? lift(key, value);
    }
    if (typeof value === "number") return lift(key, value);
    if (Array.isArray(value)) return `[${value.map((item) => write(item, key, indent)).join(", ")}]`;
    if (!isObject(value)) return JSON.stringify(value) ?? "undefined";
    const inner = `${indent}  `;
    const fields = Object.entries(value).map(
      ([name, item]) =>
        `${inner}${isName(name) ? name : JSON.stringify(name)}: ${write(item, name, inner)},\n`,
    );
    return fields.length === 0 ? "{}" : `{\n${fields.join("")}${indent}}`;
  };

  const statements: string[] = [];
  let last: string | undefined;
  for (const call of calls) {
    const name = free(camel(call.workflow ?? call.codePath.replace(/^.*[.[]/, "")), names);
    names.add(name);
    const missing =
      call.arguments === undefined ? "// The arguments of this call were not stored. Fill them in.\n" : "";
    const which = call.workflow === undefined ? "" : `${JSON.stringify(call.workflow)}, `;
    statements.push(
      `${missing}const ${name} = await ${call.codePath}(${which}${write(call.arguments ?? {}, "value", "")});`,
    );
    last = name;
    let count = 0;
    for (const [text, path] of leaves(call.answer, name)) {
      count += 1;
      if (count > mostLeaves) break;
      if (!answered.has(text)) answered.set(text, path);
    }
  }

  const fields = [...inputs].map(([name, value]) => `${comment(value)}  ${name}: ${typeof value};\n`);
  const declaration = fields.length === 0 ? "" : `declare const input: {\n${fields.join("")}};\n`;
  const values = Object.fromEntries(
    [...inputs].map(([name, value]) => [name, value === hidden ? "" : value]),
  );
  return {
    code: `// ${note}\n${declaration}${statements.join("\n")}\n${last === undefined ? "" : `return ${last};\n`}`,
    input: fields.length === 0 ? "" : JSON.stringify(values, null, 2),
  };
}

/** What it was in the session, where that is short. */
function comment(value: string | number): string {
  if (value === hidden) return "  /** It was hidden where the call was recorded. */\n";
  const text = JSON.stringify(value).replaceAll("*/", "*\\/");
  return text.length > 60 ? "" : `  /** Like ${text}. */\n`;
}
