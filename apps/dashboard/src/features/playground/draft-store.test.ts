import { expect, test } from "vitest";
import { openDraftStore } from "./draft-store.ts";

function memory(): Pick<Storage, "getItem" | "setItem"> {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  };
}

const ada = { organizationId: "o1", userId: "ada" };

test("a draft is there after a reload, and by the run it started", () => {
  const storage = memory();
  openDraftStore(ada, storage).write({ id: "main", code: "return 1", input: "", executionId: "e1" });
  const reloaded = openDraftStore(ada, storage);
  expect(reloaded.read("main")).toMatchObject({ code: "return 1" });
  expect(reloaded.findByExecution("e1")).toMatchObject({ id: "main" });
  expect(reloaded.findByExecution("e2")).toBeUndefined();
});

test("nobody sees another person's drafts", () => {
  const storage = memory();
  openDraftStore(ada, storage).write({ id: "main", code: "return 1", input: "", executionId: null });
  expect(openDraftStore({ organizationId: "o1", userId: "bob" }, storage).read("main")).toBeUndefined();
  expect(openDraftStore({ organizationId: "o2", userId: "ada" }, storage).read("main")).toBeUndefined();
});

test("the twenty newest are kept, and a broken storage costs nothing else", () => {
  const storage = memory();
  const drafts = openDraftStore(ada, storage);
  for (let index = 0; index < 25; index += 1) {
    drafts.write({ id: `new:${index}`, code: "", input: "", executionId: null });
  }
  expect(drafts.read("new:24")).toBeDefined();
  expect(drafts.read("new:0")).toBeUndefined();
  const broken = openDraftStore(ada, {
    getItem: () => "{",
    setItem: () => {
      throw new Error("full");
    },
  });
  broken.write({ id: "main", code: "", input: "", executionId: null });
  expect(broken.read("main")).toBeUndefined();
});
