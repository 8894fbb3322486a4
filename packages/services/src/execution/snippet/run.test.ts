import { expect, test } from "vitest";

import { auditActions, testPerson } from "../../testing/people.ts";
import { getExecution, listExecutions } from "../index.ts";
import { openPrograms } from "../test-programs.ts";
import { listSnippets, removeSnippet, renameSnippet, runSnippet, saveSnippet } from "./index.ts";

const { services } = await openPrograms();

test("a saved program is run by its name, with its input unless another is given, and its runs say so", async () => {
  const owner = await testPerson(services, "saver");
  const program = { name: "sum", code: "return input.a + 1", input: { a: 1 } };
  const { id } = await saveSnippet(owner.context, program);
  const results: unknown[] = [];
  for (const options of [{}, { input: { a: 41 } }]) {
    const { executionId, finished } = await runSnippet(owner.context, { name: "sum", ...options });
    await finished;
    const { result, snippet, user } = await getExecution(owner.context, { executionId });
    expect({ snippet, user }).toMatchObject({ snippet: "sum", user: { email: owner.email } });
    results.push(result);
  }
  expect(results).toEqual([2, 42]);
  await renameSnippet(owner.context, { id, name: "plus-one" });
  await expect(runSnippet(owner.context, { name: "sum" })).rejects.toMatchObject({ code: "not_found" });
  expect(await listSnippets(owner.context)).toMatchObject([{ id, name: "plus-one" }]);
  const { executions } = await listExecutions(owner.context, { snippet: "sum", search: "INPUT.A" });
  expect(executions).toHaveLength(2);
  for (const none of [{ search: "%" }, { failed: true }, { status: "failed" as const }, { client: "x" }]) {
    expect((await listExecutions(owner.context, none)).executions).toEqual([]);
  }
  const days = { from: "2020-01-01T00:00:00Z", to: "2021-01-01T00:00:00Z" };
  expect((await listExecutions(owner.context, days)).executions).toEqual([]);
  expect((await listExecutions(owner.context, { user: owner.email, via: "dashboard" })).executions).toEqual(
    (await listExecutions(owner.context, { user: owner.userId })).executions,
  );
  await removeSnippet(owner.context, { id });
  expect(await listSnippets(owner.context)).toEqual([]);
  expect(await auditActions(services, owner.organizationId)).toEqual(
    expect.arrayContaining(["snippet.save", "snippet.rename", "snippet.remove"]),
  );
});
