import { dirname } from "node:path";
import {
  API,
  type Symbol as ApiSymbol,
  type Checker,
  SymbolFlags,
  type Type,
  TypeFlags,
} from "typescript/unstable/sync";

/** Interfaces of the SDK that stay names in the output. */
const keptNames = new Set(["Query", "Mutation", "Subscribable"]);

/** Types that end nowhere, by the name of their alias. */
const recursiveNames: Record<string, string> = { JSONType: "Json" };

const jsonDeclaration =
  "export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };\n";

/**
 * Writes types out to their last property, so that they stand without the packages they come from: neither the server's
 * router nor a schema library has to be installed to read them. Comments on properties are kept.
 */
export function flattenTypes(
  config: string,
  wanted: readonly { file: string; names: readonly string[] }[],
): string[] {
  const api = new API({ cwd: dirname(config) });
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) throw new Error(`${config} could not be opened.`);
    return wanted.map(({ file, names }) => {
      const source = project.program.getSourceFile(file);
      const module = source && project.checker.getSymbolAtLocation(source);
      if (!module) throw new Error(`${file} is no module of ${config}.`);
      const exported = new Map(
        project.checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]),
      );
      const texts = names.map((name) => {
        const symbol = exported.get(name);
        if (!symbol) throw new Error(`${file} exports no ${name}.`);
        return declare(project.checker, name, symbol);
      });
      const text = texts.join("\n");
      return /\bJson\b/.test(text) ? `${jsonDeclaration}\n${text}` : text;
    });
  } finally {
    api.close();
  }
}

function declare(checker: Checker, name: string, symbol: ApiSymbol): string {
  const original = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const type = checker.getDeclaredTypeOfSymbol(original);
  const text = print(checker, type, { indent: "", depth: 0 });
  const comment = commentOf(checker, original, "");
  return type.isObjectType() && text.endsWith("}")
    ? `${comment}export interface ${name} ${text}\n`
    : `${comment}export type ${name} = ${text};\n`;
}

interface Place {
  indent: string;
  depth: number;
}

function print(checker: Checker, type: Type, place: Place): string {
  const recursive = recursiveNames[type.getAliasSymbol()?.name ?? ""];
  if (recursive !== undefined) return recursive;
  if (place.depth > 24) throw new Error(`A type has no end: ${checker.typeToString(type)}`);
  const inner = { indent: place.indent, depth: place.depth + 1 };
  if (type.isErrorType() || type.flags & TypeFlags.Any) {
    throw new Error("A type of the router is not known: the packages below do not type-check.");
  }
  if (type.flags & TypeFlags.Boolean) return "boolean";
  if (type.isUnionType()) {
    const members = type.getTypes().filter((part) => !isMissing(checker, part));
    const parts = new Set(members.map((part) => print(checker, part, inner)));
    if (parts.has("true") && parts.has("false")) {
      parts.delete("true");
      parts.delete("false");
      parts.add("boolean");
    }
    return [...parts].sort((a, b) => rank(a) - rank(b)).join(" | ");
  }
  if (type.isIntersectionType()) {
    return type
      .getTypes()
      .map((part) => print(checker, part, inner))
      .join(" & ");
  }
  if (type.isLiteralType()) return JSON.stringify(type.value);
  if (type.isIntrinsicType()) return type.intrinsicName;
  if (checker.isTupleType(type) || !type.isObjectType()) return checker.typeToString(type);
  if (type.isTypeReference()) {
    const args = checker.getTypeArguments(type).map((argument) => print(checker, argument, inner));
    if (checker.isArrayType(type)) return args[0]?.includes(" ") ? `Array<${args[0]}>` : `${args[0]}[]`;
    const name = type.getSymbol()?.name ?? "";
    if (keptNames.has(name)) return `${name}<${args.join(", ")}>`;
  }
  return printObject(checker, type, place);
}

function printObject(checker: Checker, type: Type, { indent, depth }: Place): string {
  const inner = { indent: `${indent}  `, depth: depth + 1 };
  const indexes = checker
    .getIndexInfosOfType(type)
    .map(
      ({ keyType, valueType }) =>
        `${inner.indent}[key: ${print(checker, keyType, inner)}]: ${print(checker, valueType, inner)};\n`,
    );
  const properties = checker.getPropertiesOfType(type).map((symbol) => {
    const value = checker.getTypeOfSymbol(symbol);
    if (!value) throw new Error(`${symbol.name} has no type.`);
    const key = /^[A-Za-z_$][\w$]*$/.test(symbol.name) ? symbol.name : JSON.stringify(symbol.name);
    const mark = symbol.flags & SymbolFlags.Optional ? "?" : "";
    return `${commentOf(checker, symbol, inner.indent)}${inner.indent}${key}${mark}: ${print(checker, value, inner)};\n`;
  });
  const members = [...indexes, ...properties].join("");
  return members === "" ? "{}" : `{\n${members}${indent}}`;
}

/** With exactOptionalPropertyTypes `title?: string` holds a mark for "not there" that looks like undefined and is not. */
function isMissing(checker: Checker, type: Type): boolean {
  return (type.flags & TypeFlags.Undefined) !== 0 && type.id !== checker.getUndefinedType().id;
}

/** `undefined` and `null` stand last, as people write them. */
function rank(text: string): number {
  return ["null", "undefined"].indexOf(text);
}

function commentOf(checker: Checker, symbol: ApiSymbol, indent: string): string {
  const text = checker.getDocumentationCommentOfSymbol(symbol).trim().replaceAll("*/", "* /");
  if (text === "") return "";
  const lines = text.split("\n");
  return lines.length === 1
    ? `${indent}/** ${text} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}
