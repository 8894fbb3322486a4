import type { Services } from "../context.ts";

/** Behind `#`, which browsers send to no server: the secret stands in no log on its way. */
export function invitationLink({ settings }: Services, token: string): string {
  return `${settings.publicUrl}/invite#${token}`;
}
