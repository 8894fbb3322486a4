import { startMcpFixture } from "@patchops/testing";
import { expect, test } from "vitest";
import { openLiveServices } from "../testing/open-live-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../testing/people.ts";
import { addConnection, listConnections, setConnectionRules, updateConnection } from "./index.ts";

const { services } = await openLiveServices();

test("an organization lets only owners and admins connect, and only what stands on its list", async () => {
  const owner = await testPerson(services, "ada");
  const member = await testMember(services, owner, "bob", "member");
  const fixture = await startMcpFixture();
  const { host } = new URL(fixture.url);
  const target = { kind: "http" as const, url: fixture.url };
  const { slug } = await addConnection(member.context, { name: "before", target });

  await setConnectionRules(owner.context, { connectingRole: "admin", allowed: null });
  await expect(addConnection(member.context, { target })).rejects.toMatchObject({
    code: "forbidden",
    details: { role: "admin" },
  });
  await setConnectionRules(owner.context, {
    connectingRole: "member",
    allowed: { providers: ["linear"], hosts: ["mcp.example.com"] },
  });
  const refused = {
    code: "server_not_allowed",
    message: `This organization does not allow connections to ${host}.`,
    next: expect.stringContaining("owner or admin"),
  };
  // Whoever asks, and however: an import and the command line add like this, with a key.
  for (const context of [owner.context, member.context, asApiKey(member.context)]) {
    for (const onFailure of ["keep", "discard"] as const) {
      await expect(addConnection(context, { target, onFailure, wait: false })).rejects.toMatchObject(refused);
    }
    const moved = { connection: slug, url: `${fixture.url}?other=1` };
    await expect(updateConnection(context, moved)).rejects.toMatchObject(refused);
  }
  await expect(
    addConnection(member.context, { target: { kind: "stdio", command: "true" } }),
  ).rejects.toMatchObject({ code: "stdio_not_allowed" });
  await addConnection(member.context, { target: { kind: "demo" } });
  await setConnectionRules(owner.context, {
    connectingRole: "member",
    allowed: { providers: [], hosts: [host] },
  });
  await addConnection(member.context, { name: "after", target });
  expect((await listConnections(owner.context)).map((each) => each.slug).sort()).toEqual([
    "after",
    "before",
    "demo",
  ]);
  expect(await auditActions(services, owner.organizationId)).toContain("connection.set_rules");
  await fixture.close();
});

test("a catalog entry on the list is connected by its address as well", async () => {
  const owner = await testPerson(services, "cat");
  await setConnectionRules(owner.context, {
    connectingRole: "member",
    allowed: { providers: ["linear"], hosts: [] },
  });
  // Nothing answers these names here: they are kept, with their report.
  const kept = { onFailure: "keep", wait: false } as const;
  const byEntry = { kind: "catalog", entry: "linear" } as const;
  const linear = await addConnection(owner.context, { target: byEntry, ...kept });
  const byAddress = { kind: "http", url: linear.url ?? "" } as const;
  expect((await addConnection(owner.context, { target: byAddress, ...kept })).providerType).toBe("linear");
  await expect(
    addConnection(owner.context, { target: { kind: "catalog", entry: "notion" }, ...kept }),
  ).rejects.toMatchObject({ code: "server_not_allowed" });
});
