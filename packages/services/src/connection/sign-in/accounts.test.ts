import { expect, test, vi } from "vitest";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../../testing/people.ts";
import {
  getConnection,
  removeConnection,
  signOutOfConnection,
  startSignIn,
  updateConnection,
} from "../index.ts";
import { finishSignIn } from "./finish.ts";
import { addProtected, beginSignIn, call, openProvider, settled, signIn } from "./test-sign-in.ts";

const { services } = await openLiveServices();
const ada = await testPerson(services, "ada");
const bob = await testMember(services, ada, "bob", "member");
const carol = await testMember(services, ada, "carol", "viewer");
const stranger = await testPerson(services, "stranger");

test("each member signs in with an account of their own, and nobody's calls use another's", async () => {
  const { server } = await openProvider();
  const { slug } = await addProtected(ada.context, server, "own");
  await signIn(ada.context, slug);
  await call(ada.context, "own_echo");

  expect(await getConnection(bob.context, { connection: slug })).toMatchObject({
    status: "needs_sign_in",
    tools: 1,
    signIn: { accounts: "personal", state: "needed", login: null },
  });
  const before = server.calls();
  await expect(call(bob.context, "own_echo")).rejects.toMatchObject({
    code: "needs_sign_in",
    sent: false,
    message: "own asks you to sign in.",
    next: `Sign in at ${services.settings.publicUrl}/connections/own or with: patchops connections login own`,
  });
  expect(server.calls()).toBe(before);

  await signIn(bob.context, slug);
  await call(bob.context, "own_echo");
  const tokens = server.requests
    .filter(({ method }) => method === "tools/call")
    .map(({ headers }) => headers.authorization);
  expect(new Set(tokens).size).toBe(2);
  const sessions = server.requests
    .filter(({ method }) => method === "tools/call")
    .map(({ headers }) => headers["mcp-session-id"]);
  expect(new Set(sessions).size).toBe(2);
  // Ada's own is as it was.
  expect(await getConnection(ada.context, { connection: slug })).toMatchObject({
    signIn: { state: "signed_in" },
  });
});

test("one account for all: set by an admin, signed in by an admin, used by everybody, its secret seen by nobody", async () => {
  const { server } = await openProvider();
  const { slug } = await addProtected(ada.context, server, "team");
  const shared = { connection: slug, accounts: "shared" as const };
  await expect(updateConnection(bob.context, shared)).rejects.toMatchObject({ code: "forbidden" });
  await updateConnection(ada.context, shared);
  await expect(startSignIn(bob.context, { connection: slug }, undefined)).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(call(bob.context, "team_echo")).rejects.toMatchObject({ code: "unknown_tool" });
  await signIn(ada.context, slug);
  await call(bob.context, "team_echo");
  const seen = await getConnection(bob.context, { connection: slug });
  expect(seen).toMatchObject({ status: "ready", signIn: { accounts: "shared", state: "signed_in" } });
  const token =
    server.requests.findLast(({ method }) => method === "tools/call")?.headers.authorization ?? "";
  expect(JSON.stringify(seen)).not.toContain(token.slice(7, -4));
  await expect(signOutOfConnection(bob.context, { connection: slug })).rejects.toMatchObject({
    code: "forbidden",
  });
  await signOutOfConnection(ada.context, { connection: slug });
  // Nobody is asked for what an admin has to do.
  const ask = vi.fn(() => null);
  await expect(call(bob.context, "team_echo", { askToSignIn: ask })).rejects.toMatchObject({
    code: "needs_sign_in",
  });
  expect(ask).not.toHaveBeenCalled();
  await expect(call(ada.context, "team_echo", { askToSignIn: ask })).rejects.toThrow();
  expect(ask).toHaveBeenCalledOnce();
  await signIn(ada.context, slug);
  // Back to each their own: the shared login serves nobody any more.
  await updateConnection(ada.context, { connection: slug, accounts: "personal" });
  await expect(call(bob.context, "team_echo")).rejects.toMatchObject({ code: "needs_sign_in" });
});

test("who may not call tools, acts with a key, or belongs elsewhere begins no sign-in", async () => {
  const { server, provider } = await openProvider();
  const { slug } = await addProtected(ada.context, server, "closed");
  const start = (context: typeof ada.context) => startSignIn(context, { connection: slug }, undefined);
  await expect(start(carol.context)).rejects.toMatchObject({ code: "forbidden" });
  await expect(start(asApiKey(ada.context))).rejects.toMatchObject({
    code: "forbidden",
    next: `Open ${services.settings.publicUrl}/connections/closed`,
  });
  await expect(start(stranger.context)).rejects.toMatchObject({ code: "not_found" });
  await expect(signOutOfConnection(stranger.context, { connection: slug })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(provider.registrations).toEqual([]);
});

test("disconnecting revokes at the provider, says when that failed, and leaves its audit entry", async () => {
  const signOuts = async () => {
    const actions = await auditActions(services, ada.context.actor.organizationId);
    return actions.filter((action) => action === "connection.sign_out").length;
  };
  const before = await signOuts();
  const { server, provider } = await openProvider();
  const { slug } = await addProtected(ada.context, server, "leave");
  await signIn(ada.context, slug);
  const token = server.requests.at(-1)?.headers.authorization?.slice(7) ?? "";
  expect(await signOutOfConnection(ada.context, { connection: slug })).toEqual({
    slug,
    revoked: "revoked",
    message: `Removed here, and revoked at 127.0.0.1:${new URL(provider.issuer).port}.`,
  });
  expect(await provider.verify(token, server.url)).toBeNull();
  await expect(call(ada.context, "leave_echo")).rejects.toMatchObject({ code: "needs_sign_in" });
  await expect(signOutOfConnection(ada.context, { connection: slug })).rejects.toMatchObject({
    code: "conflict",
  });

  await signIn(ada.context, slug);
  await signIn(bob.context, slug);
  await provider.close();
  expect(await signOutOfConnection(bob.context, { connection: slug })).toMatchObject({
    revoked: "failed",
    message: expect.stringContaining("could not be told"),
  });
  const removed = await removeConnection(ada.context, { connection: slug });
  expect(removed.revocation).toContain("could not be told");
  expect((await signOuts()) - before).toBe(2);
});

test("a removed connection's logins are revoked, every member's", async () => {
  const { server, provider } = await openProvider();
  const { slug } = await addProtected(ada.context, server, "gone");
  await signIn(ada.context, slug);
  await signIn(bob.context, slug);
  await removeConnection(ada.context, { connection: slug });
  // A refresh and an access token of each.
  expect(new Set(provider.revoked).size).toBe(4);
});

test("S23: a login does not open in another's row, and is not sent to another address", async () => {
  const one = await openProvider();
  const { slug } = await addProtected(ada.context, one.server, "rows");
  await signIn(ada.context, slug);
  await signIn(bob.context, slug);
  const { id } = await getConnection(ada.context, { connection: slug });
  await services.database.withOrganization(ada.organizationId, async (trx) => {
    const rows = await trx
      .selectFrom("connectionCredentials")
      .select(["id", "sealed", "userId"])
      .where("connectionId", "=", id)
      .execute();
    const [first, second] = rows;
    if (!first || !second) throw new Error("two people are signed in");
    for (const [row, sealed] of [
      [first.id, second.sealed],
      [second.id, first.sealed],
    ] as const) {
      await trx.updateTable("connectionCredentials").set({ sealed }).where("id", "=", row).execute();
    }
    for (const { userId } of rows) {
      await services.logins.changed(trx, { organizationId: ada.organizationId, connectionId: id, userId });
    }
  });
  for (const { userId } of [ada, bob]) {
    services.logins.forget({ organizationId: ada.organizationId, connectionId: id, userId });
  }
  const before = one.server.requests.length;
  await expect(call(ada.context, "rows_echo")).rejects.toMatchObject({ code: "internal" });
  expect(one.server.requests.length).toBe(before);

  const moved = await openProvider();
  const other = await addProtected(ada.context, one.server, "moves");
  await signIn(ada.context, other.slug);
  await updateConnection(ada.context, { connection: other.slug, url: moved.server.url });
  expect(moved.server.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  expect(await settled(ada.context, other.slug)).toMatchObject({
    status: "needs_sign_in",
    signIn: { issuer: moved.provider.issuer, state: "needed", login: null },
  });
});

test("a member who left finishes no sign-in", async () => {
  const { server, provider } = await openProvider();
  const { slug } = await addProtected(ada.context, server, "left");
  const returned = await beginSignIn(bob.context, slug);
  await services.database.withOrganization(ada.organizationId, (trx) =>
    trx.deleteFrom("members").where("userId", "=", bob.userId).execute(),
  );
  expect(await finishSignIn(bob.context, returned)).toMatchObject({ isSignedIn: false });
  expect(provider.tokenRequests).toEqual([]);
});
