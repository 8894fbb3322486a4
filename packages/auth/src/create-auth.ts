import { createToken, hashToken } from "@patchops/vault";
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from "lucia";

/** What a login session's row holds beside lucia's own columns. */
export interface SessionAttributes {
  organizationId: string | null;
  address: string | null;
  userAgent: string | null;
  /** Which browser it is on, by the hash of what it is known by. */
  deviceHash: string | null;
  /** ISO 8601. */
  lastSeenAt: string;
  /** The look at another's account that it is, where it is one. */
  impersonationId: string | null;
}

/** What is known of the user at each request. */
export interface UserAttributes {
  isInstanceAdmin: boolean;
  /** The role in the session's organization; null when the user is no member of it. */
  role: string | null;
  /** Set where that organization is frozen. */
  freeze: { reason: string | null } | null;
}

declare module "lucia" {
  interface Register {
    Lucia: Lucia<SessionAttributes, UserAttributes>;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}

/** Where sessions rest. Ids are the tokens' hex SHA-256. */
export type SessionAdapter = Adapter;
export type SessionRecord = DatabaseSession;

export interface NewSession {
  /** The secret in the cookie, 43 characters; stored nowhere. */
  token: string;
  /** A whole `Set-Cookie` value. */
  cookie: string;
  /** The token's hash: the row's id. */
  id: string;
}

export interface ValidSession {
  /** The stored hash. */
  id: string;
  userId: string;
  session: SessionAttributes;
  user: UserAttributes;
  /** A `Set-Cookie` value when the session was prolonged, so that the browser's copy lives on too. */
  renewedCookie: string | null;
}

export interface Auth {
  /** A new session, for 30 days from its last prolonging. Always a new token: one from before the login is never reused. */
  createSession(
    userId: string,
    attributes: Omit<SessionAttributes, "lastSeenAt" | "impersonationId">,
  ): Promise<NewSession>;
  /** The session of a token, prolonged when half of its 30 days are over; null when unknown or expired. */
  validate(token: string): Promise<ValidSession | null>;
  /** Ends one session, by its id (not its token). */
  invalidate(sessionId: string): Promise<void>;
  invalidateUser(userId: string): Promise<void>;
  /** The token in a `Cookie` header, or null. */
  readCookie(header: string | null | undefined): string | null;
  /** A `Set-Cookie` value that takes the cookie away. */
  readonly blankCookie: string;
}

const tokenShape = /^[0-9A-Za-z]{43}$/;

/**
 * Login sessions on lucia 3, which sees the token's hash in the place of a session id. Cookies are HttpOnly, SameSite=Lax and,
 * when `isSecure` (the instance is reached by https), Secure with the `__Host-` prefix (RFC 6265bis, section 4.1.3.2).
 */
export function createAuth({ adapter, isSecure }: { adapter: SessionAdapter; isSecure: boolean }): Auth {
  const name = isSecure ? "__Host-patchops" : "patchops";
  const lucia = new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(30, "d"),
    sessionCookie: { name, attributes: { secure: isSecure, sameSite: "lax", path: "/" } },
    getSessionAttributes: (attributes) => attributes,
    getUserAttributes: (attributes) => attributes,
  });

  return {
    async createSession(userId, attributes) {
      const token = createToken();
      const id = hashToken(token);
      await lucia.createSession(
        userId,
        { ...attributes, lastSeenAt: new Date().toISOString(), impersonationId: null },
        { sessionId: id },
      );
      return { token, cookie: lucia.createSessionCookie(token).serialize(), id };
    },
    async validate(token) {
      if (!tokenShape.test(token)) return null;
      const { session, user } = await lucia.validateSession(hashToken(token));
      if (session === null) return null;
      const { organizationId, address, userAgent, deviceHash, lastSeenAt, impersonationId } = session;
      return {
        id: session.id,
        userId: user.id,
        session: { organizationId, address, userAgent, deviceHash, lastSeenAt, impersonationId },
        user: { isInstanceAdmin: user.isInstanceAdmin, role: user.role, freeze: user.freeze },
        renewedCookie: session.fresh ? lucia.createSessionCookie(token).serialize() : null,
      };
    },
    invalidate: (sessionId) => lucia.invalidateSession(sessionId),
    invalidateUser: (userId) => lucia.invalidateUserSessions(userId),
    // Not lucia's reader: it throws at a cookie of anybody's that is not percent-encoded well.
    readCookie(header) {
      const start = `${name}=`;
      const pair = header?.split(/; ?/).find((entry) => entry.startsWith(start));
      return pair === undefined || pair === start ? null : pair.slice(start.length);
    },
    blankCookie: lucia.createBlankSessionCookie().serialize(),
  };
}
