import { expect, test } from "vitest";
import { splitCommand } from "./split-command.ts";

test.each([
  { line: "npx -y server", words: ["npx", "-y", "server"] },
  { line: "  a   b ", words: ["a", "b"] },
  { line: `node "my server.js" --name='x y'`, words: ["node", "my server.js", "--name=x y"] },
  { line: String.raw`a\ b "say \"hi\"" ''`, words: ["a b", 'say "hi"', ""] },
  { line: "", words: [] },
])("$line", ({ line, words }) => {
  expect(splitCommand(line)).toEqual(words);
});

test("an open quote is a mistake", () => {
  expect(() => splitCommand('a "b')).toThrow("not closed");
});
