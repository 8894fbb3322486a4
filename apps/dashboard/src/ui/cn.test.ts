import { expect, test } from "vitest";
import { cn } from "./cn.ts";

test("what a caller sets wins over the component's own, and nothing else goes", () => {
  expect(cn("h-8 px-2.5 text-base text-text rounded-md", "h-7 text-sm pr-9")).toBe(
    "px-2.5 text-text rounded-md h-7 text-sm pr-9",
  );
  expect(cn("size-8 bg-surface", "h-6 bg-error/20")).toBe("size-8 h-6 bg-error/20");
  expect(cn("w-4 h-4", "size-6")).toBe("size-6");
  expect(cn("pl-2 pr-4", "px-3", false, undefined)).toBe("px-3");
});

test("states and widths of the screen are apart", () => {
  expect(cn("hover:bg-hover bg-background", "hover:bg-surface")).toBe("bg-background hover:bg-surface");
  expect(cn("flex max-sm:hidden", "grid")).toBe("max-sm:hidden grid");
  expect(cn("text-xs/5 text-muted text-right", "text-sm")).toBe("text-muted text-right text-sm");
  expect(cn("border border-control", "border-hairline")).toBe("border border-hairline");
});
