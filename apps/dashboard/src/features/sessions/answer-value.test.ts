import { expect, test } from "vitest";
import { answerValue } from "./answer-value.ts";

test("a recorded result is the value that a program would have got", () => {
  const text = (words: string) => ({ content: [{ type: "text", text: words }] });
  expect(answerValue({ ...text("said"), structuredContent: { n: 1 } })).toEqual({ n: 1 });
  expect(answerValue(text('{"n":2}'))).toEqual({ n: 2 });
  expect(answerValue(text("plain words"))).toBe("plain words");
  expect(answerValue({ content: [{ type: "image", data: "…" }] })).toBeUndefined();
  expect(answerValue(undefined)).toBeUndefined();
});
