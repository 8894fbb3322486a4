import { createToken, hashToken } from "@patchops/vault";
import { beforeEach, expect, test } from "vitest";
import { createAuth, type SessionAdapter, type SessionRecord } from "./create-auth.ts";

const day = 86_400_000;
const attributes = { organizationId: null, address: "203.0.113.7", userAgent: "test", deviceHash: null };
let rows: Map<string, SessionRecord>;
let suspended: Set<string>;

/** The port's smallest keeper; the one on Postgres is tested where it stands. */
const adapter: SessionAdapter = {
  async getSessionAndUser(id) {
    const row = rows.get(id) ?? null;
    const user =
      row === null || suspended.has(row.userId)
        ? null
        : { id: row.userId, attributes: { isInstanceAdmin: false, role: "owner", freeze: null } };
    return [row, user];
  },
  async getUserSessions(userId) {
    return [...rows.values()].filter((row) => row.userId === userId);
  },
  async setSession(session) {
    rows.set(session.id, session);
  },
  async updateSessionExpiration(id, expiresAt) {
    const row = rows.get(id);
    if (row !== undefined) row.expiresAt = expiresAt;
  },
  async deleteSession(id) {
    rows.delete(id);
  },
  async deleteUserSessions(userId) {
    for (const row of [...rows.values()]) if (row.userId === userId) rows.delete(row.id);
  },
  async deleteExpiredSessions() {
    for (const row of [...rows.values()]) if (row.expiresAt.getTime() < Date.now()) rows.delete(row.id);
  },
};

beforeEach(() => {
  rows = new Map();
  suspended = new Set();
});

const plain = createAuth({ adapter, isSecure: false });
const secure = createAuth({ adapter, isSecure: true });

test("the token is stored nowhere, only its SHA-256", async () => {
  const { token, id } = await plain.createSession("ada", attributes);
  expect(id).toBe(hashToken(token));
  expect(JSON.stringify([...rows])).not.toContain(token);
  expect(await plain.validate(token)).toMatchObject({ id, userId: "ada", renewedCookie: null });
  expect(await plain.validate(id)).toBeNull();
});

test("S19: cookies are HttpOnly and SameSite, on https also Secure and bound to the host", async () => {
  const { token, cookie } = await secure.createSession("ada", attributes);
  expect(cookie).toBe(`__Host-patchops=${token}; HttpOnly; Max-Age=2592000; Path=/; SameSite=Lax; Secure`);
  expect(secure.blankCookie).toBe("__Host-patchops=; HttpOnly; Max-Age=0; Path=/; SameSite=Lax; Secure");
  const { cookie: plainCookie } = await plain.createSession("ada", attributes);
  expect(plainCookie).toMatch(/^patchops=.+; HttpOnly; Max-Age=2592000; Path=\/; SameSite=Lax$/);
});

test("a cookie is read from among others, malformed ones too", () => {
  expect(secure.readCookie("a=%zz; __Host-patchops=abc; b")).toBe("abc");
  expect(secure.readCookie("patchops=abc")).toBeNull();
  expect(plain.readCookie("xpatchops=1;patchops=abc")).toBe("abc");
  for (const header of [null, undefined, "", "patchops=", "patchops"]) {
    expect(plain.readCookie(header)).toBeNull();
  }
});

test("a session slides: after half of its 30 days it is prolonged and its cookie renewed", async () => {
  const { token, id } = await plain.createSession("ada", attributes);
  const row = rows.get(id);
  expect(row?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * day);
  if (row !== undefined) row.expiresAt = new Date(Date.now() + 14 * day);
  expect((await plain.validate(token))?.renewedCookie).toContain(`patchops=${token}; `);
  expect(rows.get(id)?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * day);
});

test("expired, unknown, foreign and ended sessions are null", async () => {
  const [expired, ended, ofUser, kept] = [
    await plain.createSession("ada", attributes),
    await plain.createSession("ada", attributes),
    await plain.createSession("bob", attributes),
    await plain.createSession("ada", attributes),
  ];
  const row = rows.get(expired.id);
  if (row !== undefined) row.expiresAt = new Date(Date.now() - 1);
  await plain.invalidate(ended.id);
  await plain.invalidateUser("bob");
  for (const { token } of [expired, ended, ofUser]) expect(await plain.validate(token)).toBeNull();
  for (const token of [createToken(), "", "x".repeat(100_000)])
    expect(await plain.validate(token)).toBeNull();
  expect(await plain.validate(kept.token)).not.toBeNull();
});

test("a suspended user's session ends when it is next used", async () => {
  const { token, id } = await plain.createSession("ada", attributes);
  suspended.add("ada");
  expect(await plain.validate(token)).toBeNull();
  expect(rows.has(id)).toBe(false);
});
