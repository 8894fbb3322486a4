import type { AwaitedApproval } from "@patchops/contract";
import type { Output } from "./output.ts";
import { safeLine } from "./safe-text.ts";

/** Says what a call waits for, or what a program asks, and where it is answered. */
export function noteAwaitedApproval(output: Output, { id, tool, message, url }: AwaitedApproval): void {
  const what = tool === "" ? `an answer to “${safeLine(message)}”` : `an approval of ${safeLine(tool)}`;
  output.note(`Waiting for ${what}: ${url}`);
  output.note(`or, in another shell: patchops approvals approve ${id}`);
}
