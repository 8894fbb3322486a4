import type { Readable } from "node:stream";

/** What the CLI needs of the process around it; tests bring their own. */
export interface Terminal {
  stdin: Readable & { isTTY?: boolean };
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  /** Fires at Ctrl+C. */
  interrupted: AbortSignal;
}
