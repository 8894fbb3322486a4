import { definitionText } from "@patchops/contract";
import { formatPatch, structuredPatch } from "diff";
import type { Output } from "./output.ts";
import { safeText } from "./safe-text.ts";

/** Beyond that many changed lines both are shown whole. */
const maxEditLength = 2_000;

/** What a server said of a tool, and what it says now, as a unified diff. */
export function definitionDiff(
  { before, after }: Record<"before" | "after", Record<string, unknown>>,
  { colors }: Pick<Output, "colors">,
): string {
  const [old, now] = [definitionText(before), definitionText(after)].map((text) => `${text}\n`);
  const patch = structuredPatch("approved", "new", old ?? "", now ?? "", "", "", {
    context: 3,
    maxEditLength,
  });
  if (patch === undefined) {
    return [
      ...lines(old).map((line) => colors.red(`-${line}`)),
      ...lines(now).map((line) => colors.green(`+${line}`)),
    ].join("\n");
  }
  return lines(formatPatch(patch))
    .filter((line) => !line.startsWith("==="))
    .map((line) =>
      line.startsWith("+") ? colors.green(line) : line.startsWith("-") ? colors.red(line) : line,
    )
    .join("\n");
}

const lines = (text = "") => safeText(text.trimEnd()).split("\n");
