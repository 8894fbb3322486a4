import type { AwaitedApproval } from "@patchops/contract";
import type { Output } from "./output.ts";
import { safeLine } from "./safe-text.ts";

/** Says what a call waits for, and where it is answered. */
export function noteAwaitedApproval(output: Output, { id, tool, url }: AwaitedApproval): void {
  output.note(`Waiting for an approval of ${safeLine(tool)}: ${url}`);
  output.note(`or, in another shell: patchops approvals approve ${id}`);
}
