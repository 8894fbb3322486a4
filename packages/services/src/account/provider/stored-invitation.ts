import { type InvitationPlace, readInvitationToken } from "../../invitation/index.ts";

/** An invitation as a login under way keeps it: by what is stored of its link anyway. Null for what is no link of ours. */
export function storedInvitation(token: string): string | null {
  const place = readInvitationToken(token);
  return place === null ? null : `${place.organizationId} ${place.tokenHash}`;
}

export function readStoredInvitation(stored: string): InvitationPlace {
  const [organizationId = "", tokenHash = ""] = stored.split(" ");
  return { organizationId, tokenHash };
}
