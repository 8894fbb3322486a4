import { expect, test } from "vitest";
import { createLog } from "./log.ts";
import { createRecentLines } from "./recent-lines.ts";

test("a request's id leads to its lines, also to those that a terminal does not show, with nothing that is hidden", () => {
  const shown: string[] = [];
  const log = createLog({ isTerminal: true }, { write: (line) => void shown.push(line) });
  log.info({ requestId: "one", path: "tool.invoke", by: { token: "po_secret" } }, "a procedure refused");
  log.error({ requestId: "two" }, "a procedure failed");
  expect(shown).toHaveLength(1);
  expect(log.linesOf("one")).toEqual([expect.stringContaining("a procedure refused")]);
  expect(log.linesOf("one").join()).not.toContain("po_secret");
  expect(log.linesOf("on")).toEqual([]);
});

test("lines are bounded: the oldest go, the newest half stays", () => {
  const lines = createRecentLines(1_000);
  for (let at = 0; at < 100; at += 1) lines.write(`{"requestId":"${at}","text":"${"x".repeat(60)}"}\n`);
  expect(lines.of("0")).toEqual([]);
  expect(lines.of("99")).toHaveLength(1);
  expect(lines.of("95")).toHaveLength(1);
});
