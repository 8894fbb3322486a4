import { expect, test } from "vitest";
import { OpenRequests } from "./open-requests.ts";

test("requests are found by their ids, and the newest by what it is, until they are removed", () => {
  const open = new OpenRequests<{ wants: string }>();
  const [one, two, text] = [{ wants: "a" }, { wants: "b" }, { wants: "a" }];
  open.add(1, one);
  open.add(2, two);
  open.add("1", text);
  expect([open.get(1), open.get("1"), open.get(2), open.get(3), open.get(undefined)]).toEqual([
    one,
    text,
    two,
    undefined,
    undefined,
  ]);
  expect(open.findLast(({ wants }) => wants === "a")).toBe(text);
  expect([open.remove(text), open.remove(text), open.size]).toEqual([true, false, 2]);
  expect(open.findLast(({ wants }) => wants === "a")).toBe(one);
  expect(open.get("1")).toBeUndefined();
});

test("an id that is used twice means the newer request, and the older one once that is gone", () => {
  const open = new OpenRequests<string>();
  open.add(1, "older");
  open.add(1, "newer");
  expect(open.get(1)).toBe("newer");
  open.remove("newer");
  expect(open.get(1)).toBe("older");
});

test("all are gone through, though each is removed on the way", () => {
  const open = new OpenRequests<string>();
  for (const id of [1, 2, 3]) open.add(id, `request ${id}`);
  const seen: string[] = [];
  for (const request of open) {
    open.remove(request);
    seen.push(request);
  }
  expect([seen, open.size]).toEqual([["request 1", "request 2", "request 3"], 0]);
});
