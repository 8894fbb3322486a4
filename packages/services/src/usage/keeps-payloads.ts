import type { Services } from "../context.ts";

/** What decides whether an organization keeps what is said in its calls. */
export interface PayloadChoice {
  keepsPayloads: boolean | null;
  memberCount: number;
}

/** As its owners and admins say; else only where nobody but one person on the instance's own machine can read it. */
export function keepsPayloads(
  { settings }: Pick<Services, "settings">,
  { keepsPayloads, memberCount }: PayloadChoice,
): boolean {
  return keepsPayloads ?? (settings.isLoopback && memberCount <= 1);
}
