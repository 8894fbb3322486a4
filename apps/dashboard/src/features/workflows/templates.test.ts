import { deployWorkflowInput } from "@patchops/contract";
import { expect, test } from "vitest";
import { templates } from "./templates.ts";

test("each template is a workflow that can be deployed under its own id, and each is started in another way", () => {
  const made = templates.map(({ id, code, config }) =>
    deployWorkflowInput.parse({ name: id, code, config: config("Europe/Berlin") }),
  );
  const triggers = made.map(({ config: { schedules, webhook, tool } }) =>
    [schedules.length > 0 && "schedule", webhook && "webhook", tool && "tool"].filter(Boolean).join(),
  );
  expect(triggers).toEqual(["schedule", "tool", "webhook"]);
});
