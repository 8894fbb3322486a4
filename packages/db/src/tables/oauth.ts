import type { ColumnType } from "kysely";
import type { Generated, Json, Timestamp } from "./column.ts";

/** An OAuth client that registered itself (RFC 7591). No organization table. */
export interface OAuthClientTable {
  /** Its `client_id`. */
  id: string;
  /** By the names of RFC 7591. */
  metadata: Json<Record<string, unknown>>;
  /** From where it was registered: an IPv4 address, or 64 bits of an IPv6 address. */
  network: string | null;
  createdAt: Generated<Timestamp>;
  /** Its last sign-in or refresh; null = it never got a token. */
  lastUsedAt: Timestamp | null;
}

/** What somebody let a client do in one sign-in. Names its organization, but is found before that is known. */
export interface OAuthGrantTable {
  id: string;
  organizationId: string;
  userId: string;
  clientId: string;
  /** The client as the person saw it then. */
  client: Json<{ name: string; host: string | null; isVerified: boolean }>;
  redirectUri: string;
  /** The endpoint that its tokens are for. */
  resource: string;
  scopes: string[];
  createdAt: Generated<Timestamp>;
  /** Moves on with each refresh. */
  expiresAt: Timestamp;
  lastUsedAt: Timestamp | null;
  revokedAt: Timestamp | null;
}

/** A code, a refresh token or a sign-in under way, without what names it. */
export interface OAuthRecordTable {
  kind: string;
  /** Hex SHA-256. */
  idHash: string;
  grantId: string | null;
  payload: Json<Record<string, unknown>>;
  expiresAt: Timestamp;
  consumedAt: Timestamp | null;
}

/** RFC 7517, of an elliptic curve. */
interface PublicJwk {
  kty: string;
  crv: string;
  x: string;
  y: string;
  kid: string;
  alg: string;
  use: string;
}

/** Signs access tokens until it is retired; its public half is kept until its last token has ended. */
export interface OAuthSigningKeyTable {
  /** The `kid`. */
  id: string;
  publicJwk: Json<PublicJwk>;
  /** Null once it signs no more. */
  privateSealed: string | null;
  dataKey: ColumnType<
    { id: string; wrapped: string; masterKeyId: string } | null,
    string | null,
    string | null
  >;
  createdAt: Generated<Timestamp>;
  retiredAt: Timestamp | null;
}
