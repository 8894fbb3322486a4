import { type DangerousVerb, dangerousVerbs, newId, ordinaryScopes } from "@patchops/contract";
import { expect, test } from "vitest";
import { changeMasterKey, dropOldKeys } from "../admin/index.ts";
import { createApiKey } from "../apikey/index.ts";
import type { Context } from "../context.ts";
import { linkExport, openExport, startExport } from "../dataexport/index.ts";
import { removeAccount, removeOrganization } from "../deletion/index.ts";
import { beginImpersonation } from "../impersonation/index.ts";
import { transferOrganization } from "../member/index.ts";
import { createScimToken } from "../scim/index.ts";
import { requireProof } from "../session/index.ts";
import { rotateSigningKeys } from "../signingkey/index.ts";
import { setSingleSignOn } from "../singlesignon/index.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { asApiKey, auditActions, testMember, testPassword, testPerson } from "../testing/people.ts";
import { addPasskey, prove, removePasskey, startPasskey, unlinkLogin } from "./index.ts";

const { services } = await openTestServices();
const ada = await testPerson(services, "ada");
const heir = await testMember(services, ada, "heir", "admin");
const stepUp = { code: "step_up_required" };

/** As if everybody had logged in that long ago. */
const grow = (minutes: number) =>
  services.database.system
    .updateTable("loginSessions")
    .set({ provedAt: new Date(Date.now() - minutes * 60_000).toISOString() })
    .execute();

const scopes = [...ordinaryScopes];
const passkey = { id: "a", name: "x", clientDataJSON: "a", attestationObject: "a", transports: [] };
const provider = { issuer: "https://id.example.com", clientId: "x", clientSecret: "y" };
/** Each verb of the list, as it is asked for; the router's own line guards the link to a provider. */
const acts: Record<DangerousVerb, ((context: Context) => Promise<unknown>)[]> = {
  "account.addPasskey": [startPasskey, (context) => addPasskey(context, passkey)],
  "account.linkLogin": [(context) => requireProof(context, "account.linkLogin")],
  "account.remove": [(context) => removeAccount(context, { email: ada.email })],
  "account.removePasskey": [(context) => removePasskey(context, { id: "a" })],
  "admin.removeOldKeys": [dropOldKeys],
  "admin.rotateMasterKey": [(context) => changeMasterKey(context, {})],
  "admin.rotateSigningKeys": [(context) => rotateSigningKeys(context, { purposes: ["audit"] })],
  "account.unlinkLogin": [(context) => unlinkLogin(context, { provider: "github" })],
  "admin.impersonate": [
    (context) => beginImpersonation(context, { userId: heir.userId, reason: "They asked" }),
  ],
  "apiKey.create": [(context) => createApiKey(context, { name: "x", scopes })],
  "organization.remove": [(context) => removeOrganization(context, { name: "ada" })],
  "dataExport.link": [
    (context) => linkExport(context, { id: newId() }),
    (context) => openExport(context, { id: newId() }),
  ],
  "dataExport.start": [(context) => startExport(context, { of: "account" })],
  "organization.transfer": [(context) => transferOrganization(context, { userId: heir.userId })],
  "scim.createToken": [(context) => createScimToken(context, { name: "Okta" })],
  "singleSignOn.setProvider": [(context) => setSingleSignOn(context, provider)],
};

test.each(dangerousVerbs)(
  "%s asks who acts when that was proved longer than 10 minutes ago",
  async (verb) => {
    await grow(11);
    for (const act of acts[verb]) {
      await expect(act(ada.context)).rejects.toMatchObject({ ...stepUp, details: { verb } });
    }
  },
);

test("the password proves it for this browser, for 10 minutes; wrong ones are limited like logins", async () => {
  await grow(11);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const wrong = prove(ada.context, { password: "not the password" });
    await expect(wrong).rejects.toMatchObject({
      code: "invalid_credentials",
      details: { field: "password" },
    });
  }
  await expect(prove(ada.context, { password: testPassword })).rejects.toMatchObject({
    code: "rate_limited",
  });
  await services.database.system.deleteFrom("loginAttempts").execute();
  await prove(ada.context, { password: testPassword });
  await createApiKey(ada.context, { name: "proved", scopes });
  await expect(createApiKey(heir.context, { name: "x", scopes })).rejects.toMatchObject(stepUp);
  expect((await auditActions(services, ada.organizationId)).slice(-2)).toEqual([
    "account.prove",
    "api_key.create",
  ]);
  await grow(11);
  await expect(createApiKey(ada.context, { name: "x", scopes })).rejects.toMatchObject(stepUp);
});

test("a key that manages nothing needs no proof, and a key is never asked for one", async () => {
  await grow(11);
  await createApiKey(ada.context, { name: "reader", scopes: ["tools:read", "tools:call"] });
  await createApiKey(asApiKey(ada.context), { name: "child", scopes });
  await expect(prove(asApiKey(ada.context), { password: testPassword })).rejects.toMatchObject({
    code: "forbidden",
  });
});
