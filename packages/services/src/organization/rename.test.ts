import { ordinaryScopes } from "@patchops/contract";
import { expect, test } from "vitest";
import { currentAccount } from "../account/index.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { asApiKey, testMember, testPerson } from "../testing/people.ts";
import { renameOrganization } from "./rename.ts";

const { services } = await openTestServices();

test("owners and admins rename their organization alone, with an audit entry", async () => {
  const owner = await testPerson(services, "ada");
  const stranger = await testPerson(services, "bob");
  const admin = await testMember(services, owner, "admin", "admin");
  await renameOrganization(owner.context, { name: "Ada's" });
  await renameOrganization(admin.context, { name: "Ours" });
  expect((await currentAccount(owner.context)).organization.name).toBe("Ours");
  expect((await currentAccount(stranger.context)).organization.name).toBe("bob");
  const [entry] = await services.database.withOrganization(owner.organizationId, (trx) =>
    trx.selectFrom("auditEntries").selectAll().orderBy("id", "desc").limit(1).execute(),
  );
  expect(entry).toMatchObject({
    actorKind: "user",
    actorId: admin.userId,
    action: "organization.rename",
    targetId: owner.organizationId,
    before: { name: "Ada's" },
    after: { name: "Ours" },
    requestId: admin.context.requestId,
  });
});

test("members, viewers and keys that are not for it may not", async () => {
  const owner = await testPerson(services, "owner");
  const refused = [
    (await testMember(services, owner, "member", "member")).context,
    (await testMember(services, owner, "viewer", "viewer")).context,
    asApiKey(owner.context, ordinaryScopes),
  ];
  for (const context of refused) {
    await expect(renameOrganization(context, { name: "Mine" })).rejects.toMatchObject({
      code: context.actor.kind === "user" ? "forbidden" : "insufficient_scope",
    });
  }
  expect((await currentAccount(owner.context)).organization.name).toBe("owner");
});
