import { createToken, hashToken } from "@patchops/vault";

/** A link's secret, and what is stored of it. The secret names its organization, so that it is looked for there alone. */
export function newInvitationToken(organizationId: string): { token: string; tokenHash: string } {
  const token = `${organizationId}.${createToken()}`;
  return { token, tokenHash: hashToken(token) };
}

/** How an invitation is known without its secret: what a login by a provider keeps meanwhile. */
export interface InvitationPlace {
  organizationId: string;
  tokenHash: string;
}

/** Null for what is no token of ours. */
export function readInvitationToken(token: string): InvitationPlace | null {
  const organizationId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9A-Za-z]{43}$/.exec(token)?.[1];
  return organizationId === undefined ? null : { organizationId, tokenHash: hashToken(token) };
}
