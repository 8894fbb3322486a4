import { workflowConfigSchema } from "@patchops/contract";
import { expect, test } from "vitest";
import { changedParts } from "./changed-parts.ts";

const config = workflowConfigSchema.parse({ schedules: [{ cron: "0 8 * * *" }] });

test("what was changed is named, what is the same is not", () => {
  const before = { code: "return 1;", config };
  const { cron, timeZone, missed } = { timeZone: "UTC", missed: "once", cron: "0 8 * * *" } as const;
  expect(
    changedParts(before, {
      code: "return 1;",
      config: { ...config, schedules: [{ missed, timeZone, cron }] },
    }),
  ).toEqual([]);
  expect(
    changedParts(before, { code: "return 2;", config: { ...config, tool: true, schedules: [] } }),
  ).toEqual(["program", "schedules", "MCP tool"]);
});
