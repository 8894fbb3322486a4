import { docComment } from "./doc-comment.ts";
import { commentText, literalType, memberName } from "./literal.ts";
import { createResolver, isSchemaObject, referenceOf, type Schema } from "./reference.ts";
import { isInterface, isSimple, typesOf } from "./schema-kind.ts";
import { schemaNotes } from "./schema-notes.ts";
import { createTypeGraph } from "./type-graph.ts";
import { createUnionSizer } from "./union-size.ts";

/** How many parts of one schema are written out: references can make few bytes mean millions of them. */
const maxParts = 10_000;
/** How many levels stand within each other; what lies deeper gets a name, and its levels are counted anew. */
const maxLevels = 10;
const maxLiterals = 500;
const maxTupleItems = 100;
/** Members of the unions within an intersection, multiplied out; the compiler gives up at 100,000. */
const maxCombinations = 1_000;

/** A piece of a type. `isUnion`: it wants parentheses within an intersection. `size`: members of the union that it is. */
interface Piece {
  text: string;
  isUnion: boolean;
  size: number;
}

/** A member of an object's type, with the comment above it. */
interface Field {
  note: string;
  text: string;
}

interface Place {
  level: number;
  indent: string;
  /** The alias whose own type this is a direct part of: it must not be one of its own parts. */
  owner: string | undefined;
  /** What a type made here is called after. */
  hint: string;
}

const piece = (text: string): Piece => ({ text, isUnion: false, size: 1 });
const anyObject = "{ [name: string]: any }";

export interface TypeNames {
  /** A name that no other type has, made of the wished one. */
  claim(wished: string): string;
  /** How a type of that name is referred to, from wherever. */
  refer(name: string): string;
}

export interface SchemaType {
  /** The type, to stand at the indentation asked for. */
  text: string;
  /** Declarations of the types that it refers to: what the schema refers to itself, and what is nested very deeply. */
  named: string[];
}

/**
 * The TypeScript type of a JSON Schema (2020-12, and the older forms that servers send). It never says less than the schema
 * allows, but for properties that are not named: those are typing errors, unless the schema speaks of them. Bounded in parts,
 * depth and combinations, so that no schema stalls us (S33) or breaks the compiler; beyond them stands `any`.
 */
export function schemaType(
  root: unknown,
  { names, hint, indent = "" }: { names: TypeNames; hint: string; indent?: string },
): SchemaType {
  if (!isSchemaObject(root)) return { text: anyObject, named: [] };
  const resolve = createResolver(root);
  const unionSize = createUnionSizer(resolve);
  const graph = createTypeGraph();
  const nameOf = new Map<Schema, { name: string; size: number }>();
  const waiting: { name: string; schema: Schema }[] = [];
  let partsLeft = maxParts;

  /** `undefined`: the schema says nothing of the type. */
  function typeOf(candidate: unknown, place: Place): Piece | undefined {
    partsLeft -= 1;
    if (candidate === false) return piece("never");
    if (partsLeft < 0 || !isSchemaObject(candidate)) return undefined;
    if (place.level > maxLevels && !isSimple(candidate)) return reference(candidate, place);
    return ownType(candidate, place);
  }

  function ownType(schema: Schema, place: Place): Piece | undefined {
    const inner = { ...place, level: place.level + 1 };
    const target = referenceOf(schema);
    const pieces = [
      target === undefined
        ? undefined
        : reference(resolve(target), { ...inner, hint: lastName(target) || place.hint }),
      plainType(schema, inner),
      ...members(schema.allOf).map((member) => typeOf(member, inner)),
      ...[schema.anyOf, schema.oneOf].map((list) =>
        Array.isArray(list) ? union(members(list).map((member) => typeOf(member, inner))) : undefined,
      ),
    ];
    const whole = intersection(pieces.filter((each) => each !== undefined));
    return schema.nullable === true ? union([whole, piece("null")]) : whole;
  }

  /** The first of a list, as many as there is room for. */
  function members(list: unknown): unknown[] {
    return Array.isArray(list) ? list.slice(0, Math.max(1, partsLeft)) : [];
  }

  function reference(target: unknown, place: Place): Piece | undefined {
    if (target === false) return piece("never");
    if (!isSchemaObject(target)) return undefined;
    if (isSimple(target)) return ownType(target, place);
    let known = nameOf.get(target);
    if (!known) {
      known = { name: names.claim(place.hint), size: unionSize(target) };
      nameOf.set(target, known);
      waiting.push({ name: known.name, schema: target });
    }
    const { name, size } = known;
    const isPartOfItself = place.owner !== undefined && !isInterface(target) && !graph.add(place.owner, name);
    return isPartOfItself ? undefined : { ...piece(names.refer(name)), size };
  }

  function plainType(schema: Schema, place: Place): Piece | undefined {
    if (Object.hasOwn(schema, "const")) return piece(literalType(schema.const));
    if (Array.isArray(schema.enum)) {
      if (schema.enum.length === 0) return piece("never");
      const literals = schema.enum.slice(0, maxLiterals).map((value) => piece(literalType(value)));
      partsLeft -= Math.ceil(literals.length / 10);
      return schema.enum.length > maxLiterals ? undefined : union(literals);
    }
    const types = typesOf(schema);
    return types.length === 0 ? undefined : union(types.map((type) => typeNamed(type, schema, place)));
  }

  function typeNamed(type: unknown, schema: Schema, place: Place): Piece | undefined {
    switch (type) {
      case "string":
      case "number":
      case "boolean":
      case "null":
        return piece(type);
      case "integer":
        return piece("number");
      case "array":
        return piece(listType(schema, place));
      case "object":
        return piece(layOut(fieldsOf(schema, { ...place, owner: undefined }), place.indent));
      default:
        return undefined;
    }
  }

  function listType(schema: Schema, place: Place): string {
    const tuple = [schema.prefixItems, schema.items].find((items) => Array.isArray(items));
    if (!Array.isArray(tuple) || tuple.length === 0 || tuple.length > maxTupleItems) {
      const items = Array.isArray(schema.items) ? undefined : schema.items;
      return arrayOf(typeOf(items, { ...place, owner: undefined }));
    }
    // Servers mean the items that they list, unless they say that fewer will do.
    const least = typeof schema.minItems === "number" ? schema.minItems : tuple.length;
    const items = tuple.map((item, index) => {
      const text = typeOf(item, place)?.text ?? "any";
      return index < least ? text : isWord(text) ? `${text}?` : `(${text})?`;
    });
    const further = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
    const isFull = typeof schema.maxItems === "number" && schema.maxItems <= tuple.length;
    if (further !== false && !isFull) items.push(`...${arrayOf(typeOf(further, place))}`);
    return `[${items.join(", ")}]`;
  }

  function fieldsOf(schema: Schema, place: Place): Field[] {
    const inner = { ...place, indent: `${place.indent}  ` };
    const required = new Set(members(schema.required).filter((name) => typeof name === "string"));
    const properties = isSchemaObject(schema.properties) ? schema.properties : {};
    const fields: Field[] = [];
    let isCut = false;
    const add = (name: string, value: unknown) => {
      isCut ||= partsLeft < 0;
      if (isCut) return;
      const type = typeOf(value, { ...inner, hint: name })?.text ?? "any";
      const note = isSchemaObject(value) ? docComment(schemaNotes(value), inner.indent) : "";
      fields.push({ note, text: `${memberName(name)}${required.has(name) ? "" : "?"}: ${type}` });
    };
    for (const name of Object.keys(properties)) add(name, properties[name]);
    const listed = new Set(listedNames(schema));
    for (const name of listed) if (!Object.hasOwn(properties, name)) add(name, schema.additionalProperties);
    for (const name of required) if (!Object.hasOwn(properties, name) && !listed.has(name)) add(name, true);

    const rest = restType(schema, { ...inner, hint: "Entry" }, { hasFields: fields.length > 0, isCut });
    if (rest) fields.push(rest);
    return fields;
  }

  /** What stands for properties that are not named. */
  function restType(
    schema: Schema,
    place: Place,
    { hasFields, isCut }: { hasFields: boolean; isCut: boolean },
  ): Field | undefined {
    const { additionalProperties: additional, patternProperties } = schema;
    const patterns = isSchemaObject(patternProperties) ? Object.entries(patternProperties).slice(0, 20) : [];
    const isOpen = additional === true || (isSchemaObject(additional) && listedNames(schema).length === 0);
    if (isCut) return { note: "", text: "[name: string]: any" };
    if (!isOpen && patterns.length === 0) {
      if (hasFields) return undefined;
      return { note: "", text: `[name: string]: ${additional === false ? "never" : "any"}` };
    }
    // The compiler wants every named property to fit what all others are.
    const types = hasFields
      ? [undefined]
      : [...(isOpen ? [additional] : []), ...patterns.map(([, value]) => value)].map((value) =>
          typeOf(value, place),
        );
    const names = patterns.map(([pattern]) => pattern).join(" or ");
    const note = names === "" ? "" : docComment([`Names that fit ${commentText(names, 80)}`], place.indent);
    return { note, text: `[name: string]: ${union(types)?.text ?? "any"}` };
  }

  function declare({ name, schema }: { name: string; schema: Schema }): string {
    const note = docComment(schemaNotes(schema), "  ");
    const place = { level: 0, indent: "  ", hint: name };
    if (isInterface(schema)) {
      return `${note}  interface ${name} ${inLines(fieldsOf(schema, { ...place, owner: undefined }), "  ")}\n`;
    }
    return `${note}  type ${name} = ${ownType(schema, { ...place, owner: name })?.text ?? "any"};\n`;
  }

  const text = typeOf(root, { level: 0, indent, owner: undefined, hint })?.text ?? anyObject;
  const named: string[] = [];
  // A declaration may name further ones.
  for (const each of waiting) named.push(declare(each));
  return { text, named };
}

/** The names of properties that `propertyNames` lists, where their type is told as well. */
function listedNames({ propertyNames, additionalProperties }: Schema): string[] {
  if (!isSchemaObject(propertyNames) || !isSchemaObject(additionalProperties)) return [];
  const { enum: listed } = propertyNames;
  if (!Array.isArray(listed) || listed.length > maxLiterals) return [];
  return [...new Set(listed.filter((name) => typeof name === "string"))];
}

function lastName(reference: string): string {
  return reference.slice(Math.max(reference.lastIndexOf("/"), reference.lastIndexOf("#")) + 1);
}

const isWord = (text: string): boolean => /^[\w.$]+$/.test(text);

function arrayOf(item: Piece | undefined): string {
  const { text } = item ?? piece("any");
  return isWord(text) ? `${text}[]` : `Array<${text}>`;
}

/** Of types one of which may be anything, nothing can be said. */
function union(pieces: readonly (Piece | undefined)[]): Piece | undefined {
  const known = pieces.filter((each) => each !== undefined);
  if (known.length === 0 || known.length < pieces.length) return undefined;
  const texts = [...new Set(known.map(({ text }) => text))];
  if (texts.length === 1) return known[0];
  return { text: texts.join(" | "), isUnion: true, size: known.reduce((sum, { size }) => sum + size, 0) };
}

function intersection(pieces: readonly Piece[]): Piece | undefined {
  const told = pieces.filter(({ text }) => text !== anyObject);
  const kept = told.length === 0 ? pieces.slice(0, 1) : told;
  if (kept.length <= 1) return kept[0];
  const size = kept.reduce((product, each) => product * each.size, 1);
  if (size > maxCombinations) return undefined;
  const texts = [...new Set(kept.map(({ text, isUnion }) => (isUnion ? `(${text})` : text)))];
  return { text: texts.join(" & "), isUnion: false, size };
}

const maxInlineChars = 60;

function layOut(fields: readonly Field[], indent: string): string {
  const line = fields.map(({ text }) => text).join("; ");
  const fits = line.length <= maxInlineChars && !line.includes("\n");
  return fits && fields.every(({ note }) => note === "") ? `{ ${line} }` : inLines(fields, indent);
}

function inLines(fields: readonly Field[], indent: string): string {
  return `{\n${fields.map(({ note, text }) => `${note}${indent}  ${text};\n`).join("")}${indent}}`;
}
