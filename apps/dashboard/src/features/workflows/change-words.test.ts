import { workflowConfigSchema } from "@patchops/contract";
import { expect, test } from "vitest";
import { changedParts } from "./change-words.ts";

const config = workflowConfigSchema.parse({ schedules: [{ cron: "0 8 * * *" }] });

test("what was changed is named, what is the same is not", () => {
  const before = { code: "return 1;", config };
  expect(changedParts(before, { code: "return 1;", config: { ...config } })).toEqual([]);
  expect(
    changedParts(before, { code: "return 2;", config: { ...config, tool: true, schedules: [] } }),
  ).toEqual(["program", "schedules", "MCP tool"]);
});
