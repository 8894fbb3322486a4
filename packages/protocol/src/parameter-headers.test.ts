import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeHeaderValue, encodeHeaderValue } from "./header-value.ts";
import { parameterHeaders, parameterHeaderValues } from "./parameter-headers.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

describe("a header's value", () => {
  it.each([
    ["us-west1", "us-west1"],
    ["a b\tc", "a b\tc"],
    ["Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="],
    [" padded ", "=?base64?IHBhZGRlZCA=?="],
    ["line1\nline2", "=?base64?bGluZTEKbGluZTI=?="],
    ["=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="],
  ])("%j is sent as %s", (value, sent) => {
    expect(encodeHeaderValue(value)).toBe(sent);
    expect(decodeHeaderValue(sent)).toBe(value);
  });

  it("comes back whole and never breaks a header, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const sent = encodeHeaderValue(value);
        expect(sent).toMatch(/^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/);
        expect(decodeHeaderValue(sent)).toBe(value);
      }),
    );
  });

  it.each(["=?base64?a?=", "=?base64?!!!!?=", "=?base64?/w==?="])("%s is none", (sent) => {
    expect(decodeHeaderValue(sent)).toBeNull();
  });
});

describe("the headers of a tool's parameters", () => {
  const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
  const text = (name: unknown) => ({ type: "string", "x-mcp-header": name });

  it("are found along properties, and filled from the same path", () => {
    const headers = parameterHeaders(
      object({
        region: text("Region"),
        plain: { type: "string", default: { "x-mcp-header": "no schema" } },
        deep: object({
          level: { type: "integer", "x-mcp-header": "Level" },
          on: { type: "boolean", "x-mcp-header": "On" },
        }),
        absent: text("Absent"),
        nothing: text("Nothing"),
      }),
    );
    const given = { region: "Zürich", deep: { level: -7, on: false }, nothing: null, plain: "p" };
    expect(parameterHeaderValues(headers ?? [], given)).toEqual({
      "mcp-param-region": "=?base64?WsO8cmljaA==?=",
      "mcp-param-level": "-7",
      "mcp-param-on": "false",
    });
    expect(parameterHeaders(object({}))).toEqual([]);
    expect(parameterHeaders(undefined)).toEqual([]);
  });

  it.each([
    ["an empty name", object({ a: text("") })],
    ["a name that is no text", object({ a: text(1) })],
    ["a space", object({ a: text("A B") })],
    ["a line break", object({ a: text("A\r\nB") })],
    ["the same name twice", object({ a: text("Same"), b: text("sAME") })],
    ["a number", object({ a: { type: "number", "x-mcp-header": "A" } })],
    ["an object", object({ a: { ...object({}), "x-mcp-header": "A" } })],
    ["several types", object({ a: { type: ["string", "null"], "x-mcp-header": "A" } })],
    ["the root", { ...object({}), "x-mcp-header": "A" }],
    ["items", object({ list: { type: "array", items: text("A") } })],
    ["a composition", object({}, { anyOf: [object({ a: text("A") })] })],
    ["a condition", object({}, { if: object({ a: text("A") }) })],
    ["a definition", object({}, { $defs: { a: text("A") } })],
    ["a composition further down", object({ deep: object({}, { allOf: [object({ a: text("A") })] }) })],
  ])("with %s make the tool invalid", (_name, schema) => {
    expect(parameterHeaders(schema)).toBeNull();
  });

  it("end with schemas that are nested without measure", () => {
    let schema: object = text("A");
    for (let depth = 0; depth < 100; depth += 1) schema = object({ a: schema });
    expect(parameterHeaders(schema)).toEqual([]);
  });
});
