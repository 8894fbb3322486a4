import { expect, test } from "vitest";
import { storedJson } from "./stored-json.ts";

test("what jsonb refuses becomes a replacement character, all else stays as it is", () => {
  const value = {
    "nu\0ll": "a\0b",
    half: "\ud83d x \ude00",
    whole: "😀",
    slashes: "\\u0000 \\\0 \\ud800",
    control: "\u001b",
  };
  expect(JSON.parse(storedJson(value))).toEqual({
    "nu\ufffdll": "a\ufffdb",
    half: "\ufffd x \ufffd",
    whole: "😀",
    slashes: "\\u0000 \\\ufffd \\ud800",
    control: "\u001b",
  });
  expect(storedJson({ a: [1, "b"] })).toBe('{"a":[1,"b"]}');
});
