import { newId, type Scope } from "@patchops/contract";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { dropOldRecords } from "../retention/index.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../testing/people.ts";
import { grantConsent } from "./consent.ts";
import { endOAuthGrant } from "./end-grant.ts";
import { knownScopes } from "./known-grants.ts";
import { listConnectedApps } from "./list.ts";
import { saveOAuthRecord } from "./records.ts";
import { resolveOAuthGrant } from "./resolve-grant.ts";
import { revokeConnectedApp } from "./revoke.ts";

const { services } = await openTestServices();
const ada = await testPerson(services, "ada");
const member = await testMember(services, ada, "mem", "member");
const viewer = await testMember(services, ada, "vic", "viewer");
const stranger = await testPerson(services, "eve");
const resource = `${services.settings.publicUrl}/mcp`;

function consentOf(context: Context, scopes: Scope[], clientId = "client") {
  return grantConsent(context, context.actor, {
    clientId,
    client: { name: "Editor", host: null, isVerified: false },
    redirectUri: "http://127.0.0.1:1/callback",
    resource,
    organizationId: ada.organizationId,
    scopes,
    isRemembered: false,
  });
}

test("a grant has what its person's role may give, and its audit entry names the client", async () => {
  const id = await consentOf(viewer.context, ["tools:read", "tools:call"]);
  const grant = await resolveOAuthGrant(services, id);
  expect(grant?.actor).toMatchObject({
    kind: "oauth",
    userId: viewer.userId,
    organizationId: ada.organizationId,
    scopes: ["tools:read"],
    isInstanceAdmin: false,
    oauthGrantId: id,
  });
  expect(await auditActions(services, ada.organizationId)).toContain("connected_app.allow");
});

test("nothing is granted that the role has none of, in an organization of others, or for keys", async () => {
  await expect(consentOf(viewer.context, ["tools:call"])).rejects.toMatchObject({ code: "forbidden" });
  await expect(consentOf(stranger.context, ["tools:read"])).rejects.toMatchObject({ code: "not_found" });
  await expect(consentOf(ada.context, ["keys:manage"])).rejects.toMatchObject({ code: "forbidden" });
});

test("members see and revoke their own apps, owners all, others and narrow keys none", async () => {
  const own = await consentOf(member.context, ["tools:read"], "of-member");
  await consentOf(ada.context, ["tools:read"], "of-ada");
  const clientsOf = async (context: Context) =>
    (await listConnectedApps(context)).map(({ clientId }) => clientId);
  expect(await clientsOf(member.context)).toEqual(["of-member"]);
  expect(await clientsOf(ada.context)).toEqual(["of-ada", "of-member", "client"]);
  expect(await clientsOf(stranger.context)).toEqual([]);
  const ofAda =
    (await listConnectedApps(ada.context)).find(({ clientId }) => clientId === "of-ada")?.id ?? "";
  for (const [context, id, code] of [
    [member.context, ofAda, "not_found"],
    [stranger.context, own, "not_found"],
    [ada.context, newId(), "not_found"],
    [viewer.context, own, "forbidden"],
    [asApiKey(ada.context, ["tools:read"]), own, "insufficient_scope"],
  ] as const) {
    await expect(revokeConnectedApp(context, { id })).rejects.toMatchObject({ code });
  }
  const revoked = await revokeConnectedApp(member.context, { id: own });
  expect(await revokeConnectedApp(member.context, { id: own })).toEqual(revoked);
  expect(await resolveOAuthGrant(services, own)).toBeNull();
  const actions = await auditActions(services, ada.organizationId);
  expect(actions.filter((action) => action === "connected_app.revoke")).toHaveLength(1);
});

test("all sign-ins of an app are one app, and end together", async () => {
  const ids = [
    await consentOf(ada.context, ["tools:read"], "twice"),
    await consentOf(ada.context, ["tools:call"], "twice"),
  ];
  const app = (await listConnectedApps(ada.context)).find(({ clientId }) => clientId === "twice");
  expect(app).toMatchObject({ signIns: 2, scopes: ["tools:read", "tools:call"], endpoints: ["/mcp"] });
  await revokeConnectedApp(ada.context, { id: ids[0] ?? "" });
  expect(await Promise.all(ids.map((id) => resolveOAuthGrant(services, id)))).toEqual([null, null]);
});

test("what the authorization server ends itself is in the audit, once", async () => {
  const id = await consentOf(ada.context, ["tools:read"], "reused");
  await endOAuthGrant(services, id, "reused");
  await endOAuthGrant(services, id, "reused");
  await endOAuthGrant(services, newId(), "reused");
  const actions = await auditActions(services, ada.organizationId);
  expect(actions.filter((action) => action === "connected_app.end")).toHaveLength(1);
});

test("known scopes are those of standing grants for the same redirect and endpoint, whatever the loopback port", async () => {
  const id = await consentOf(ada.context, ["tools:read"], "known");
  const known = (changes: object) =>
    knownScopes(services, ada.userId, {
      clientId: "known",
      redirectUri: "http://127.0.0.1:999/callback",
      resource,
      ...changes,
    });
  expect((await known({})).get(ada.organizationId)).toEqual(["tools:read"]);
  expect((await known({ redirectUri: "http://127.0.0.1:1/other" })).size).toBe(0);
  expect((await known({ redirectUri: "http://127.0.0.1.evil.example:1/callback" })).size).toBe(0);
  expect((await known({ resource: `${resource}/c/shop` })).size).toBe(0);
  await endOAuthGrant(services, id, "reused");
  expect((await known({})).size).toBe(0);
});

test("retention drops what is over, and clients that nobody signed in with", async () => {
  const id = await consentOf(ada.context, ["tools:read"], "kept");
  const payload = { grantId: id };
  await saveOAuthRecord(services, "RefreshToken", { id: "live", payload, expiresInSeconds: 60 });
  await saveOAuthRecord(services, "AuthorizationCode", { id: "over", payload, expiresInSeconds: -1 });
  await services.database.transaction(async (trx) => {
    for (const client of ["kept", "unused"]) {
      await trx
        .insertInto("oauthClients")
        .values({
          id: client,
          metadata: "{}",
          network: null,
          createdAt: sql`now() - interval '2 days'`,
          lastUsedAt: null,
        })
        .execute();
    }
    await trx
      .updateTable("oauthGrants")
      .set({ revokedAt: new Date(Date.now() - 31 * 86_400_000).toISOString() })
      .where("clientId", "=", "reused")
      .execute();
  });
  expect(await dropOldRecords(services)).toMatchObject({
    oauth_records: 1,
    oauth_grants: 1,
    oauth_clients: 1,
  });
  const left = await services.database.transaction((trx) =>
    trx.selectFrom("oauthClients").select("id").execute(),
  );
  expect(left).toEqual([{ id: "kept" }]);
});
