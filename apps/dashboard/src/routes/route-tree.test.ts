import { dashboardPages } from "@patchops/contract";
import { createRouter } from "@tanstack/react-router";
import { expect, test } from "vitest";
import { routeTree } from "./route-tree.ts";

test("the server knows the address of each page, and of none that is not there", () => {
  const routed = Object.keys(createRouter({ routeTree }).routesByPath).filter((path) => path !== "/dev/ui");
  expect([...dashboardPages].sort()).toEqual(routed.sort());
});
