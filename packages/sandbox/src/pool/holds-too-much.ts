import type { Member } from "./member.ts";
import { readRssBytes } from "./read-rss-bytes.ts";

/** Resident size of a process without programs, with room. */
const ownMb = 200;

/** Whether a process is larger than its programs and itself may be: then it is their memory that wedged it. */
export function holdsTooMuch({ child, runs }: Member): boolean {
  let allowedMb = ownMb;
  for (const run of runs.values()) allowedMb += run.request.limits.memoryMb;
  return (readRssBytes(child.pid) ?? 0) > allowedMb * 1_048_576;
}
