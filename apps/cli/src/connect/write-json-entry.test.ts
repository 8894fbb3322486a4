import { expect, test } from "vitest";
import { writeJsonEntry } from "./write-json-entry.ts";

const write = (text: string) => writeJsonEntry(text, ["servers", "patchops"], { url: "u" });

test("an empty file becomes a whole one", () => {
  expect(write("")).toBe('{\n  "servers": {\n    "patchops": {\n      "url": "u"\n    }\n  }\n}\n');
});

test("everything else stays, in its order and with its indentation", () => {
  expect(write('{\n\t"z": 1,\n\t"servers": { "a": {} }\n}')).toBe(
    '{\n\t"z": 1,\n\t"servers": {\n\t\t"a": {},\n\t\t"patchops": {\n\t\t\t"url": "u"\n\t\t}\n\t}\n}\n',
  );
});

test("an entry that is there already leaves the text as it is, to the last space", () => {
  const text = '{"servers":{"patchops":{"url":"u"}},   "a":1}';
  expect(write(text)).toBe(text);
});

test.each(["{ // comment\n}", "[]", '{"servers": []}', "nonsense"])("%s is left alone", (text) => {
  expect(write(text)).toBeNull();
});
