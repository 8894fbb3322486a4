import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { errorOf } from "./testing/error-of.ts";
import { openTestCli } from "./testing/open-test-cli.ts";
import { runCommand } from "./testing/run-command.ts";

const { directory, server, config, run, json, program } = await openTestCli();

test("a call that needs an approval ends with 6 where it must not wait; approved, the same call goes through, and a run by itself", async () => {
  const mail = JSON.stringify({ to: "ann@example.com", subject: "Hello", body: "…" });
  const call = () => run("call", "demo_send_email", "--args", mail, "--no-wait");
  const refused = await call();
  expect(refused.code).toBe(6);
  expect(refused.stderr).toMatch(/Nothing was sent.*\/approvals\//s);
  const [waiting] = await json<{ id: string; arguments: unknown }[]>("approvals", "list");
  expect(waiting?.arguments).toEqual(JSON.parse(mail));
  // A question may be open for days.
  expect((await run("approvals", "list")).stdout).toMatch(
    /demo_send_email .* pending +\d{4}-\d\d-\d\d \d\d:\d\d /,
  );
  expect(await json("approvals", "approve", waiting?.id ?? "")).toMatchObject({ status: "approved" });
  expect(await json("approvals", "list")).toEqual([]);
  const again = await run("approvals", "approve", waiting?.id ?? "");
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toContain("This call was approved already by me@example.com");
  expect(await call()).toMatchObject({ code: 0 });

  const code = `return await tools.demo.send_email(${mail})`;
  expect(await program(code, "--no-wait")).toMatchObject({ code: 6 });
  const [left] = await json<{ id: string }[]>("approvals", "list");
  expect(await json("approvals", "deny", left?.id ?? "")).toMatchObject({ status: "denied" });
  expect(await call()).toMatchObject({ code: 3 });
  const running = program(code);
  const id = await waitFor(async () => (await json<{ id: string }[]>("approvals", "list"))[0]?.id);
  expect((await run("approvals", "show", id)).stdout).toContain('"to": "ann@example.com"');
  await json("approvals", "approve", id);
  const ended = await running;
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain(`/approvals/${id}`);
});

test("a call waits for its approval, says where it is given, and goes on by itself; Ctrl+C leaves the question open", async () => {
  const call = (interrupted = new AbortController()) => {
    const asked = Promise.withResolvers<string>();
    const onStderr = (text: string) => {
      const id = /\/approvals\/(\S+)/.exec(text)?.[1];
      if (id !== undefined) asked.resolve(id);
    };
    const args = [
      "call",
      "demo_send_email",
      "--json",
      "--args",
      '{"to":"ben@example.com","subject":"s","body":"b"}',
    ];
    return {
      asked: asked.promise,
      ended: runCommand(args, { config, interrupted: interrupted.signal, onStderr }),
    };
  };
  const leaving = new AbortController();
  const left = call(leaving);
  const id = await left.asked;
  expect(await json("approvals", "show", id)).toMatchObject({ status: "pending", isAwaited: true });
  leaving.abort();
  expect(await left.ended).toMatchObject({
    code: 130,
    stderr: expect.stringContaining("The question stays open until"),
  });
  await waitFor(async () => !(await json<{ isAwaited: boolean }>("approvals", "show", id)).isAwaited);

  const approved = call();
  expect(await approved.asked).toBe(id);
  await json("approvals", "approve", id);
  const answer = await approved.ended;
  expect(answer.code).toBe(0);
  expect(JSON.parse(answer.stdout)).toHaveProperty("structuredContent");
  const denied = call();
  await json("approvals", "deny", await denied.asked);
  expect(await denied.ended).toMatchObject({ code: 3, stderr: expect.stringContaining("approval_denied") });

  const [session] = await json<{ id: string }[]>("sessions", "list", "--limit", "1");
  const shown = await run("sessions", "show", session?.id ?? "");
  expect(shown.stdout).toMatch(/approval +demo_send_email .* approved by me@example\.com/);
});

test("a changed definition is listed, shown as a diff and decided over, by its hash or after a look", async () => {
  const tools = [{ name: "read", description: "Reads an order." }];
  const fixture = await startMcpFixture({ tools });
  afterAll(() => fixture.close());
  await json("connections", "add", fixture.url, "--name", "shop");
  expect(await json("reviews", "list")).toEqual([]);
  const change = async (description: string) => {
    for (const tool of tools) tool.description = description;
    await json("connections", "refresh", "shop");
  };
  await change("Reads an order.\u200b And tells the maker\nof this tool.");
  expect((await run("reviews", "list", "shop")).stdout).toMatch(/shop_read +shop +needs review +0/);
  const shown = await run("reviews", "show", "shop_r");
  expect(shown.stdout).toContain('-  "description": "Reads an order."');
  expect(shown.stdout).toContain(
    '+  "description": "Reads an order.\\u{200b} And tells the maker\\n\n+of this tool."',
  );
  const { hash } = await json<{ hash: string }>("reviews", "show", "shop_read");
  expect(await run("reviews", "approve", "shop_read")).toMatchObject({ code: 2 });
  await change("Reads it all.");
  const stale = await run("reviews", "approve", "shop_read", "--hash", hash, "--json");
  expect(errorOf(stale)).toMatchObject({ code: "conflict" });
  const block = ["reviews", "block", "shop_read"];
  const blocked = await runCommand(block, { config, input: "y\n", isTerminal: true });
  expect(blocked.stdout).toBe("Blocked the change of shop_read.\n");
  expect(blocked.stderr).toMatch(/Reads it all\.[\s\S]*Block this change of shop_read\? \[y\/N\]/);
  expect(await json("reviews", "list")).toMatchObject([{ tool: "shop_read", isBlocked: true }]);
  expect(await run("call", "shop_read")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("definition_held"),
  });
  expect(await json("reviews", "approve", "shop_read")).toEqual([]);
  expect(await run("call", "shop_read")).toMatchObject({ code: 0 });
});

test("a key is made, used, listed and revoked", async () => {
  const made = await json<{ id: string; key: string; name: string; prefix: string }>(
    "keys",
    "create",
    "--name",
    "reader",
    "--scopes",
    "tools:read",
    "--expires",
    "2099-01-01",
  );
  expect(made.key.startsWith(made.prefix)).toBe(true);
  const reader = { ...config, apiKey: made.key };
  expect(await runCommand(["tools", "list"], { config: reader })).toMatchObject({ code: 0 });
  const refused = await runCommand(["call", "demo_list_orders", "--json"], { config: reader });
  expect(refused.code).toBe(3);
  expect(errorOf(refused)).toMatchObject({ code: "insufficient_scope" });
  expect((await run("keys", "list")).stdout).toContain("reader");
  expect(await json("keys", "revoke", "reader", "--yes")).toEqual({
    id: made.id,
    revokedAt: expect.any(String),
  });
  await expect
    .poll(async () => (await runCommand(["tools", "list"], { config: reader })).code, { timeout: 5_000 })
    .toBe(3);
});

test("profiles are made, listed, changed and removed, and narrow tools and keys", async () => {
  const made = await json<Record<string, unknown>>(
    "profiles",
    "create",
    "--name",
    "Order desk",
    ...["--connection", "demo", "--exclude", "demo_send_email", "--rename", "demo_get_order=find_order"],
  );
  expect(made).toMatchObject({
    slug: "order-desk",
    url: expect.stringMatching(/\/mcp\/p\/order-desk$/),
    connections: ["demo"],
    toolCount: 7,
    isToolSearch: false,
  });
  const narrowed = await json<{ name: string }[]>("tools", "list", "--profile", "order-desk");
  expect(narrowed.map(({ name }) => name)).toContain("find_order");
  const { key } = await json<{ key: string }>("keys", "create", "--name", "desk", "--profile", "order-desk");
  const bound = await runCommand(["tools", "list"], { config: { ...config, apiKey: key } });
  expect(bound.stdout).toContain("find_order");
  expect(bound.stdout).not.toContain("send_email");
  const changes = [
    "--include",
    "demo_send_email",
    "--inherit",
    "demo_get_order",
    "--tool-search",
    "--default",
  ];
  expect(await json("profiles", "update", "order-desk", ...changes)).toMatchObject({
    toolCount: 8,
    isToolSearch: true,
    isDefault: true,
    tools: [{ tool: "demo_send_email", isIncluded: true }],
  });
  expect(
    await json("profiles", "update", "order-desk", "--no-default", "--describe", "demo_flaky=Fails."),
  ).toMatchObject({ isDefault: false, isToolSearch: true, toolCount: 8, connections: ["demo"] });
  expect(await json("profiles", "update", "order-desk", "--code-mode")).toMatchObject({
    isToolSearch: false,
    isCodeMode: true,
  });
  expect((await run("profiles", "list")).stdout).toMatch(/order-desk +Order desk +8 +\d+ +1 +http/);
  const snippet = await run("connect", "cursor", "--profile", "order-desk");
  expect(snippet.stdout).toContain(`${server.url}/mcp/p/order-desk"`);
  expect(snippet.stderr).toContain("patchops connect cursor --profile order-desk --write changes");
  const confused = await run("profiles", "update", "order-desk", "--all", "--connection", "demo");
  expect(confused).toMatchObject({ code: 2, stderr: expect.stringContaining("not both") });
  expect(await run("profiles", "remove", "order-desk")).toMatchObject({ code: 2 });
  expect(await json("profiles", "remove", "order-desk", "--yes")).toMatchObject({ revokedKeys: 1 });
  expect(errorOf(await run("profiles", "update", "order-desk", "--all", "--json"))).toMatchObject({
    code: "not_found",
    next: "List them with: patchops profiles list",
  });
});

test("policies decide over a call, and tools why names the one that does", async () => {
  const rule = await json<{ id: string }>(
    "policies",
    "set",
    "block",
    "--tool",
    "demo_get_order",
    "--role",
    "owner",
  );
  expect(rule).toMatchObject({ label: "block demo_get_order for owners", weight: 3 });
  const call = () => run("call", "demo_get_order", "--args", '{"id":"ord_1060"}');
  const blocked = await call();
  expect(blocked).toMatchObject({ code: 3, stdout: "" });
  expect(blocked.stderr).toContain("“block demo_get_order for owners” (policy_blocked). Nothing was sent.");
  const why = await run("tools", "why", "demo_get_order");
  expect(why.stdout).toContain("demo_get_order is not offered to a client at /mcp.");
  expect(why.stdout).toMatch(/policy +BREAK +Blocked by “block demo_get_order for owners”\./);
  expect(why.stderr).toContain(`Next:  patchops policies remove ${rule.id}`);
  const mail = '{"to":"a@example.com","subject":"s","body":"b"}';
  expect(await run("call", "demo_send_email", "--no-wait", "--args", mail)).toMatchObject({
    code: 6,
    stderr: expect.stringContaining("approval_required"),
  });
  expect(await json("policies", "list")).toMatchObject({ rules: [{ id: rule.id }], asksDestructive: false });
  expect(await json("policies", "defaults", "--ask-destructive", "yes")).toEqual({ asksDestructive: true });
  expect(await json("policies", "defaults", "--ask-destructive", "no")).toEqual({ asksDestructive: false });
  expect((await run("policies", "list")).stdout).toMatch(/block demo_get_order for owners +3 +[0-9a-f-]{36}/);
  await json("policies", "remove", rule.id, "--yes");
  expect(await call()).toMatchObject({ code: 0 });
  expect(await json("tools", "why", "demo_get_order")).toMatchObject({ isOffered: true });
});

test("members are invited, change roles and are removed; a key of a service account stays", async () => {
  const { link } = await json<{ link: string }>("members", "invite", "--role", "viewer", "--days", "2");
  expect(link).toContain("/invite#");
  expect((await run("members", "invite", "eve@example.com", "--mail")).stdout).toContain("on its way");
  expect((await run("members", "uninvite", "eve@")).code).toBe(0);
  expect(await json("members", "invitations")).toMatchObject([{ status: "revoked" }, { status: "pending" }]);
  const joined = await fetch(`${server.url}/trpc/account.signUp`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      email: "fred@example.com",
      password: "correct horse battery",
      invitation: link.slice(link.indexOf("#") + 1),
    }),
  });
  expect(joined.status).toBe(200);
  expect((await run("members", "set-role", "fred@example.com", "admin")).stdout).toContain("is admin now");
  expect((await run("members", "list")).stdout).toMatch(/fred@example\.com +admin/);

  await json("service-accounts", "create", "Deploy", "--scopes", "tools:read");
  const { key } = await json<{ key: string }>(
    ...["keys", "create", "--name", "CI", "--scopes", "tools:read", "--service-account", "Deploy"],
  );
  const asBot = { ...config, apiKey: key };
  expect(await runCommand(["tools", "list"], { config: asBot })).toMatchObject({ code: 0 });
  expect(await runCommand(["members", "invite"], { config: asBot })).toMatchObject({ code: 3 });
  expect((await run("members", "remove", "fred@example.com", "--yes")).stdout).toContain("Removed");
  expect((await run("service-accounts", "remove", "Deploy", "--yes")).code).toBe(0);
  // A key that was just used is refused when its node hears of the change, some ms later.
  await expect.poll(async () => (await runCommand(["tools", "list"], { config: asBot })).code).toBe(3);
});

test("what the organization's rules refuse is code 3, and says who may change them", async () => {
  const [own] = await json<{ name: string }[]>("organizations", "list");
  expect((await run("organizations", "rename", "Ours")).stdout).toContain("Ours");
  await run("organizations", "rename", own?.name ?? "");
  expect((await run("organizations", "rules")).stdout).toContain("any server");
  expect((await run("organizations", "rules", "--hosts", "mcp.example.com")).stdout).toContain(
    "mcp.example.com",
  );
  const refused = await run("connections", "add", "https://elsewhere.example/mcp");
  expect(refused.code).toBe(3);
  expect(refused.stderr).toMatch(/does not allow connections to elsewhere\.example.*owner or admin/s);
  expect((await run("organizations", "rules", "--any")).stdout).toContain("any server");
  expect((await run("organizations", "code")).stdout).toContain("Programs have no fetch.");
  expect(
    (await run("organizations", "code", "--fetch", "on", "--hosts", "api.example.com, *.b.dev")).stdout,
  ).toContain("may fetch from: *.b.dev, api.example.com.");
  expect(await json("organizations", "code", "--fetch", "off")).toEqual({
    allowsFetch: false,
    fetchHosts: ["*.b.dev", "api.example.com"],
  });
});

test("webhooks are set up, tried and told again; each person says what they hear of", async () => {
  const posts: string[] = [];
  const receiver = createServer((request, response) => {
    const id = String(request.headers["webhook-id"]);
    response.writeHead(posts.includes(id) ? 204 : 410).end();
    posts.push(id);
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  expect((await run("webhooks", "add", url, "--kinds", "quota,nothing")).code).toBe(2);
  expect((await run("webhooks", "add", url)).stderr).toContain("rotate-secret");
  await json("webhooks", "rotate-secret");
  const { id } = await json<{ id: string }>("webhooks", "add", url, "--kinds", "quota,approval");
  expect((await run("webhooks", "list")).stdout).toMatch(/\/hook +quota,approval/);
  const { deliveryId } = await json<{ deliveryId: string }>("webhooks", "test", url);
  const status = async () => {
    const deliveries = await json<{ id: string; status: string }[]>("webhooks", "deliveries", id);
    return deliveries.find((delivery) => delivery.id === deliveryId)?.status;
  };
  await waitFor(async () => (await status()) === "failed", { timeoutMs: 20_000 });
  expect((await run("webhooks", "deliveries", url)).stderr).toContain(`webhooks resend ${deliveryId}`);
  await json("webhooks", "resend", deliveryId);
  await waitFor(async () => (await status()) === "delivered", { timeoutMs: 20_000 });
  // The operator sees what came to nothing, and has it told from the beginning.
  const { deliveryId: lost } = await json<{ deliveryId: string }>("webhooks", "test", url);
  const lists = async () => (await run("admin", "webhooks", "list", "--source", "event")).stdout;
  await waitFor(async () => (await lists()).includes(lost), { timeoutMs: 20_000 });
  expect(await lists()).toMatch(/event +test +.* It answered 410\./);
  expect((await run("admin", "webhooks", "replay", "nothing")).stderr).toContain("admin webhooks list");
  expect((await run("admin", "webhooks", "replay", lost)).stdout).toBe("test is tried again.\n");
  await waitFor(() => posts.filter((id) => id === lost).length === 2, { timeoutMs: 20_000 });
  expect(await json("admin", "webhooks", "list")).toEqual([]);
  // The approval that an earlier test asked for may be told here as well.
  expect(posts.filter((id) => id === deliveryId)).toHaveLength(2);
  expect((await run("webhooks", "remove", id, "--yes")).stdout).toContain("nothing more");
  expect(await json("webhooks", "list")).toEqual([]);
  receiver.close();

  expect((await run("notifications", "list")).stdout).toMatch(/quota +on +on/);
  expect(await json("notifications", "set", "quota", "mail", "off")).toContainEqual({
    ...{ kind: "quota", mail: false, dashboard: true },
  });
});

test("domains of single sign-on are named by a key, a provider never", async () => {
  const added = await run("sso", "add-domain", "corp.example.com");
  expect(added.stdout).toMatch(
    /corp\.example\.com: not verified\n {2}TXT _patchops\.corp\.example\.com {2}patchops-domain=/,
  );
  const verified = await run("sso", "verify-domain", "corp.example.com");
  expect(verified.stderr).toContain("There is no TXT record");
  const provider = { issuer: "https://id.example.com", clientId: "app", clientSecret: "secret" };
  expect((await run("sso", "set", "--enforce")).stderr).toContain("/settings/sso");
  const secret = join(directory, "secret");
  await writeFile(secret, `${provider.clientSecret}\n`);
  const set = await run(
    ...["sso", "set", "--issuer", provider.issuer, "--client-id", provider.clientId],
    ...["--client-secret-file", secret],
  );
  expect(set).toMatchObject({ code: 3, stderr: expect.stringContaining("An API key may not do this") });
  // Without a verified domain there is nobody to provision.
  const token = await run("scim", "create-token", "--name", "Okta");
  expect(token).toMatchObject({ code: 1, stderr: expect.stringContaining("Verify a domain first") });
  expect((await run("scim", "show")).stdout).toMatch(/Endpoint: http.*\/scim\/v2\nThere is no token\./);
  expect((await run("scim", "group-role", "Engineers", "admin")).stderr).toContain("patchops scim show");
  expect((await run("sso", "remove-domain", "corp.example.com", "--yes")).code).toBe(0);
  expect(await json("sso", "show")).toMatchObject({ provider: null, domains: [] });
  expect((await run("sso", "remove", "--yes")).code).toBe(1);
});

test("the operator reads the outbox and what a mail says; without SMTP nothing is sent", async () => {
  const list = await json<{ id: string; kind: string }[]>("admin", "outbox", "list", "--status", "queued");
  const invitation = list.find(({ kind }) => kind === "organization-invitation");
  const shown = await run("admin", "outbox", "show", invitation?.id ?? "", "--text");
  expect(shown.stdout).toMatch(/organization-invitation to eve@example\.com: queued[\s\S]*\/invite#/);
  expect((await run("admin", "outbox", "list")).stdout).toMatch(
    /queued +organization-invitation +eve@example\.com/,
  );
  const retried = await run("admin", "outbox", "retry", invitation?.id ?? "");
  expect(retried).toMatchObject({ code: 1, stderr: expect.stringContaining("sends no mail") });
});

test("budgets bound a key and a member, a call beyond one ends with 5; what nodes hold of them is listed, and a living node's stays", async () => {
  const { id } = (await json<{ id: string; prefix: string }[]>("keys", "list")).find(({ prefix }) =>
    config.apiKey?.startsWith(prefix),
  ) ?? { id: expect.unreachable() };
  expect((await run("keys", "budget", id, "many")).code).toBe(2);
  expect((await run("keys", "budget", id, "100000")).stdout).toMatch(/: 100,000 calls a month\.\n$/);
  expect((await run("members", "budget", "me@example.com", "200000")).stdout).toBe(
    "me@example.com: 200,000 calls a month.\n",
  );
  const call = () => run("call", "demo_list_orders", "--args", "{}");
  expect((await call()).code).toBe(0);
  const [node] = await json<{ nodeId: string; units: number; isLive: boolean }[]>("admin", "leases");
  expect(node).toMatchObject({ units: expect.any(Number), isLive: true });
  expect((await run("admin", "leases")).stdout).toContain(node?.nodeId);
  expect((await run("admin", "settle-leases", node?.nodeId ?? "")).code).not.toBe(0);
  expect((await json<{ callsPerMonth: number }[]>("members", "list"))[0]?.callsPerMonth).toBe(200_000);
  await run("keys", "budget", id, "0");
  const refused = await call();
  expect(refused.code).toBe(5);
  expect(refused.stderr).toMatch(/The budget of the API key .*quota_exceeded.*\nNext: .*larger budget/s);
  for (const of of [
    ["keys", "budget", id, "none"],
    ["members", "budget", "me@example.com", "none"],
  ]) {
    expect((await run(...of)).stdout).toMatch(/: no budget of its own\.\n$/);
  }
  expect((await call()).code).toBe(0);
});

test("the operator sees jobs, backups and signing keys, has a backup made, a job run, and new keys sign", async () => {
  const { kinds } = await json<{ kinds: { name: string; cron: string | null }[] }>("admin", "jobs", "list");
  expect(kinds.find(({ name }) => name === "nightly-backup")?.cron).toBe("7 2 * * *");
  const { stdout } = await run("admin", "jobs", "list");
  expect(stdout).toMatch(/retention .*Drop what is older/);
  expect(stdout).toMatch(/^dead +0 +- +They failed for good/m);
  expect(await json("admin", "jobs", "run", "retention")).toEqual({ name: "retention" });
  for (const name of ["mail", "nightly-backup"]) {
    expect((await run("admin", "jobs", "run", name)).stderr).toContain("may be run at any time");
  }
  expect((await run("admin", "jobs", "retry", "0193a000")).stderr).toContain("patchops admin jobs list");
  const signing = await json<{ purpose: string; nextAt: string | null }[]>("admin", "rotate-signing-keys");
  expect(signing.map(({ purpose }) => purpose)).toEqual(["tokens", "cookies", "audit"]);
  expect((await run("admin", "signing-keys")).stdout).toMatch(/audit +the beginning +20/);
  expect((await run("admin", "backups", "list")).stdout).toContain("Next: ");
  expect(await json("admin", "backups", "run")).toMatchObject({ status: "done", isChecked: true });
  expect((await run("admin", "backups", "list")).stdout).toMatch(/done .*patchops-.*\.tar\.gz/);
});

test("the operator allows a private host and refuses it again, freezes an organization and lets it work", async () => {
  expect((await run("admin", "network", "allow", "10.9.8.7")).code).toBe(2);
  const allow = await run("admin", "network", "allow", "10.9.8.7:8080", "--reason", "Our tracker");
  expect(allow.stdout).toBe("10.9.8.7:8080 is allowed.\n");
  const listed = /10\.9\.8\.7 +8080 +admin +Our tracker/;
  expect((await run("admin", "network", "list")).stdout).toMatch(listed);
  expect((await run("admin", "network", "remove", "10.9.8.7:8080")).code).toBe(0);
  expect((await run("admin", "network", "list")).stdout).not.toMatch(listed);

  const frozen = await run("admin", "freeze", "me@example.com", "--reason", "A key was published");
  expect([frozen.code, frozen.stdout]).toEqual([0, "me is frozen.\n"]);
  expect(frozen.stderr).toContain("patchops admin unfreeze");
  const refusal = await run("call", "demo_list_orders");
  expect([refusal.code, refusal.stderr]).toEqual([3, expect.stringContaining("A key was published")]);
  expect((await run("admin", "unfreeze", "me@example.com")).stdout).toBe("me works again.\n");
  await waitFor(async () => (await run("call", "demo_list_orders")).code === 0, { timeoutMs: 20_000 });
});

test("thresholds of usage are added and removed; the month is foretold", async () => {
  expect((await run("alerts", "add", "calls", "soon")).code).toBe(2);
  expect((await run("alerts", "add", "calls", "1")).stdout).toBe("Told at 1 calls a month.\n");
  await json("alerts", "add", "executions", "50%");
  const list = await run("alerts", "list");
  expect(list.stdout).toMatch(/^1 calls this month: \d+ calls of this month are used\.\n/);
  expect(list.stdout).toMatch(/Told at 50 % of the month's runs\.\n$/);
  await json("alerts", "remove", "calls", "1");
  expect(await json("alerts", "remove", "executions", "50%")).toEqual([]);
  expect(await json("usage", "--forecast")).toMatchObject({
    meters: [{ meter: "calls", expected: null }, { meter: "executions" }, { meter: "cpu_seconds" }],
  });
  expect((await run("usage", "--forecast")).stdout).toMatch(/^METER .*\ncalls +\d+ +No forecast /);
});
