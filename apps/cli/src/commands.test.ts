import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { startMcpFixture } from "@patchops/testing";
import { expect, test } from "vitest";
import { errorOf } from "./testing/error-of.ts";
import { openTestCli } from "./testing/open-test-cli.ts";
import { runCommand } from "./testing/run-command.ts";

const { directory, server, config, run, json, program } = await openTestCli();

test("a program is checked before its run when asked, and runs whatever that says", async () => {
  const code = "const x = 1;\nreturn await tools.demo.list_order?.({}).catch(() => x);";
  const checked = await runCommand(["check", "-"], { config, input: code });
  expect(checked.code).toBe(1);
  expect(checked.stdout).toContain(`-:2:25: Property 'list_order' does not exist`);
  expect(checked.stdout).toContain(
    "Did you mean 'list_orders'? (TS2551)\n  1 | const x = 1;\n> 2 | return await",
  );
  expect(
    await runCommand(["check", "-"], { config, input: "return await tools.demo.list_orders()" }),
  ).toMatchObject({
    code: 0,
    stdout: "",
  });
  const ran = await program(code, "--check");
  expect(JSON.parse(ran.stdout)).toMatchObject({
    status: "succeeded",
    result: 1,
    check: { isComplete: true, diagnostics: [{ line: 2, column: 25, code: "TS2551", meant: "list_orders" }] },
  });
}, 60_000);

test("types are declarations of all that a program can call", async () => {
  const { stdout } = await run("types");
  expect(stdout).toContain("declare const tools: {");
  expect(stdout).toMatch(/^ {4}list_orders\(args\?: \{$/m);
  expect(await json("types")).toEqual({ text: stdout, version: expect.stringMatching(/^[0-9a-f]{16}$/) });
});

test("setup of the same address, and of a weak password, is refused", async () => {
  expect(await run("setup", "--email", "me@example.com", "--password", "correct horse")).toMatchObject({
    code: 1,
  });
  expect(await run("setup", "--email", "other@example.com", "--password", "short")).toMatchObject({
    code: 2,
  });
});

test("setup says how another shell finds a server that is not at the usual address", async () => {
  const made = await run("setup", "--email", "second@example.com", "--password", "correct horse");
  expect(made.stderr).toContain(
    `Next:  export PATCHOPS_URL=${server.url}\nNext:  export PATCHOPS_API_KEY=po_`,
  );
});

test("admin verbs reach the running server", async () => {
  const reset = await json(
    "admin",
    "reset-password",
    "--email",
    "me@example.com",
    "--password",
    "another horse",
  );
  expect(reset).toMatchObject({ endedSessions: 0 });
  expect(await json("admin", "grant-admin", "--email", "me@example.com")).toMatchObject({
    userId: expect.any(String),
  });
  expect(await run("admin", "grant-admin", "--email", "nobody@example.com")).toMatchObject({ code: 1 });
});

test("the operator begins a deletion for somebody who asked, and sees it; an organization is named as it is", async () => {
  await json("setup", "--email", "gone@example.com", "--password", "correct horse battery");
  const asked = await json("admin", "delete", "--email", "gone@example.com", "--reason", "A letter");
  expect(asked).toMatchObject({ dueAt: expect.any(String) });
  expect(await json("admin", "deletions")).toContainEqual(
    expect.objectContaining({ name: "gone@example.com", state: "waiting", askedVia: "operator" }),
  );
  expect((await run("admin", "delete", "--reason", "A letter")).stderr).toContain("Nothing is named.");
  const other = await run("organizations", "delete", "another", "--yes");
  expect(other.stderr).toContain("That is not the organization's name (invalid_input).");
});

test("support requests are read, answered, verified and closed; an export and a deletion are begun for one", async () => {
  const credentials = { email: "asks@example.com", password: "correct horse battery" };
  await json("setup", "--email", credentials.email, "--password", credentials.password);
  const post = (verb: string, body: object, cookie = "") =>
    fetch(`${server.url}/trpc/${verb}`, {
      method: "POST",
      headers: { origin: server.url, "content-type": "application/json", cookie },
      body: JSON.stringify(body),
    });
  const login = await post("account.logIn", credentials);
  const cookie = login.headers.getSetCookie().map((each) => each.split(";")[0]);
  const question = { kind: "privacy", subject: "My data", text: "All of it, please." };
  expect((await post("support.ask", question, cookie.join("; "))).status).toBe(200);

  const support = (...args: string[]) => run("admin", "support", ...args);
  const [ticket] = await json<{ id: string }[]>("admin", "support", "list", "--status", "open");
  const id = ticket?.id ?? "";
  expect((await support("list")).stdout).toMatch(/open +asks@example\.com +My data/);
  const shown = (await support("show", id.slice(0, 18))).stdout;
  expect(shown).toContain("Verified: they wrote while signed in");
  expect(shown).toContain("All of it, please.");
  expect((await support("reply", id)).code).toBe(2);
  expect((await support("reply", id, "--text", "At once.")).stdout).toContain(
    "on its way to asks@example.com",
  );
  expect(await json("admin", "support", "verify", id)).toMatchObject({ expiresAt: expect.any(String) });

  expect(await json("admin", "export", "--request", id)).toMatchObject({ of: "account" });
  const foreign = await run("admin", "export", "--request", id, "--organization", id);
  expect(foreign.stderr).toContain("They own no such organization (not_found)");
  expect((await run("admin", "export", "--email", "asks@example.com")).stderr).toContain("Add --reason.");
  expect(await json("admin", "delete", "--request", id)).toMatchObject({ dueAt: expect.any(String) });
  expect((await support("show", id)).stdout).toMatch(
    /Begun: export of the account, .*\nBegun: deletion of the account, waiting/,
  );
  expect((await support("status", id, "lost")).code).toBe(2);
  expect(await json("admin", "support", "close", id)).toEqual({ id, status: "closed" });
  expect(await json("admin", "support", "list", "--status", "open")).toEqual([]);
});

test("the operator holds an account, and tells of an incident on the status page", async () => {
  const hold = ["admin", "holds", "add", "--email", "me@example.com", "--reason", "Court order"];
  const { holdId } = await json<{ holdId: string }>(...hold);
  expect((await run("admin", "holds", "list")).stdout).toMatch(/account +me@example\.com .*Court order/);
  expect((await run("admin", "holds", "add", "--reason", "x")).code).toBe(2);
  expect(await json("admin", "holds", "release", holdId)).toEqual({ holdId });
  expect((await run("admin", "holds", "release", "nothing")).code).toBe(1);

  const { id } = await json<{ id: string }>("admin", "incidents", "open", "Slow", "--text", "We look at it.");
  await json("admin", "incidents", "update", id, "--status", "monitoring", "--text", "Better.");
  expect((await run("admin", "incidents", "list")).stdout).toMatch(/monitoring +Slow +Better\./);
  await json("admin", "incidents", "resolve", id, "--text", "It was the disk.");
  const [incident] = await json<{ notes: unknown[] }[]>("admin", "incidents", "list");
  expect(incident).toMatchObject({ status: "resolved", notes: [{ text: "It was the disk." }, {}, {}] });
});

test("the request id of an error leads to its line in the log", async () => {
  const failed = await fetch(`${server.url}/trpc/account.current`);
  const id = failed.headers.get("x-request-id") ?? "";
  expect(await json("admin", "logs", id)).toContainEqual(
    expect.objectContaining({ requestId: id, code: "unauthenticated", msg: "a procedure refused" }),
  );
  expect(await run("admin", "logs", "0193a1b2-unknown")).toMatchObject({ code: 1 });
});

test("the operator suspends an account, whose key says why, and lifts it", async () => {
  const suspend = ["admin", "suspend", "--email", "me@example.com", "--reason", "Mining"];
  expect(await json(...suspend)).toMatchObject({ userId: expect.any(String) });
  await expect.poll(() => run("tools", "list"), { timeout: 5_000 }).toMatchObject({ code: 3 });
  expect((await run("tools", "list")).stderr).toContain("This account is suspended: Mining");
  await json("admin", "lift", "--email", "me@example.com");
  await expect.poll(() => run("tools", "list"), { timeout: 5_000 }).toMatchObject({ code: 0 });
});

test("the operator gives an organization a plan, a limit until a date and a credit, and sees who has what", async () => {
  const why = ["--reason", "Agreed"];
  const plan = (...args: string[]) => json<Record<string, unknown>>("admin", "plan", ...args);
  const ref = "me@example.com";
  expect(await plan("set", ref, "pro", ...why)).toMatchObject({ plan: "pro" });
  await plan("limit", ref, "members", "none", ...why, "--until", "2100-01-31");
  await plan("credit", ref, "12.5", "--reason", "An outage");
  const shown = await run("admin", "plan", "show", ref);
  expect(shown.stdout).toContain("Pro, version 1");
  expect(shown.stdout).toMatch(/members +no limit \(plan: 20\) until 2100-01-31: Agreed/);
  expect(shown.stdout).toMatch(/credit +\$12\.50, .*pending: An outage/);
  const list = await run(
    ...["admin", "plan", "organizations", "--plan", "pro", "--changed", "--subscription", "none"],
  );
  expect(list.stdout).toMatch(/me@example\.com +pro \(changed\) +\d+ +50,000/);
  expect((await run("admin", "plan", "list")).stdout).toMatch(/pro +1 +50,000 +\$20 +\$200 +1/);
  await plan("end-limit", ref, "members", ...why);
  for (const wrong of [
    ["set", ref, "gold", ...why],
    ["limit", ref, "wishes", "3", ...why],
    ["limit", ref, "members", "few", ...why],
    ["credit", ref, "1.234", ...why],
  ]) {
    expect(await run("admin", "plan", ...wrong)).toMatchObject({ code: 2 });
  }
  expect(await plan("set", ref, "self_hosted", "--follow", ...why)).toMatchObject({ plan: "self_hosted" });
});

test("what destroys is asked for at a terminal, and elsewhere needs --yes", async () => {
  for (const args of [
    ["connections", "remove", "demo"],
    ["admin", "demo", "--remove"],
    ["admin", "remove-old-keys"],
  ]) {
    const unasked = await run(...args);
    expect(unasked).toMatchObject({ code: 2, stdout: "" });
    expect(unasked.stderr).toContain("Next:  Add --yes if that is meant.");
  }
  const remove = (input: string) =>
    runCommand(["connections", "remove", "demo"], { config, input, isTerminal: true });
  const left = await remove("n\n");
  expect(left.code).toBe(1);
  expect(left.stderr).toMatch(/Remove demo with its \d+ tools\? \[y\/N\] [\s\S]*Left as it was/);
  expect(await json<unknown[]>("connections", "list")).toHaveLength(1);
  expect(await remove("y\n")).toMatchObject({ code: 0, stdout: "Removed demo.\n" });
  await json("connections", "add", "demo");
  // A program that asks for JSON says what it means.
  expect(await json("connections", "remove", "demo")).toMatchObject({ slug: "demo" });
  await json("connections", "add", "demo");
});

test("a server that describes no sign-in is kept where that is asked, and login waits for what becomes of it", async () => {
  const old = await startMcpFixture();
  try {
    old.behave({ kind: "unauthorized" });
    const refused = await run("connections", "add", old.url, "--name", "old", "--json");
    expect(errorOf(refused)).toMatchObject({
      code: "needs_sign_in",
      next: expect.stringContaining("--keep"),
    });
    const kept = await run("connections", "add", old.url, "--name", "old", "--keep");
    expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining("old: needs sign in") });
    expect(kept.stderr).toContain("patchops connections login old");
    const waiting = Promise.withResolvers<void>();
    const login = runCommand(["connections", "login", "old"], {
      config,
      onStderr: (text) => {
        if (text.includes("Waiting for the sign-in")) waiting.resolve();
      },
    });
    await Promise.race([waiting.promise, login]);
    old.behave({ kind: "normal" });
    expect(await run("connections", "login", "old", "--bearer", "a-token")).toMatchObject({ code: 0 });
    const { code, stdout, stderr } = await login;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("old: ready") });
    expect(stderr).toMatch(/describes no sign-in\. .* at http:\/\/127\.0\.0\.1:\d+\/connections\/old/);
    await run("connections", "remove", "old", "--yes");
  } finally {
    await old.close();
  }
});

test("restore looks at the file before it asks what is to be replaced", async () => {
  const missing = await run("admin", "restore", join(directory, "nope"));
  expect(missing.stderr).toBe(
    `Error: There is no file ${join(directory, "nope")}.\nNext:  Name a file that patchops admin backup wrote.\n`,
  );
  const empty = join(directory, "empty");
  await writeFile(empty, "");
  expect(errorOf(await run("admin", "restore", empty, "--json"))).toMatchObject({
    code: "invalid_input",
    message: `The file ${empty} is empty.`,
    next: expect.stringContaining("Use another backup"),
  });
});

test("a new password comes from a file, from standard input or from the terminal, where it is not shown", async () => {
  const reset = ["admin", "reset-password", "--email", "me@example.com"];
  const file = join(directory, "password");
  await writeFile(file, "horse in a file\n");
  expect(await run(...reset, "--password-file", file)).toMatchObject({ code: 0 });
  expect(
    await runCommand([...reset, "--password", "-"], { config, input: "horse in a pipe\n" }),
  ).toMatchObject({ code: 0 });
  expect(await runCommand([...reset, "--password", "-"], { config, input: "\n" })).toMatchObject({
    code: 2,
  });
  const unasked = await run(...reset);
  expect(unasked.code).toBe(2);
  expect(unasked.stderr).toContain("--password-file FILE");

  const typed = async (...answers: string[]) => {
    const keys = new PassThrough();
    const onStderr = (text: string) => {
      if (text.endsWith(": ")) keys.write(`${answers.shift()}\n`);
    };
    return runCommand(reset, { config, input: keys, isTerminal: true, onStderr });
  };
  const asked = await typed("horse at a terminal", "horse at a terminal");
  expect(asked).toMatchObject({ code: 0 });
  expect(asked.stderr + asked.stdout).not.toContain("horse at");
  const differing = await typed("horse at a terminal", "horse at a window");
  expect(differing.stderr).toContain("The two passwords differ");
  expect(differing.code).toBe(1);
});

test("admin demo fills an organization of its own, once, and takes it away", async () => {
  const before = await json<{ calls: number }>("usage");
  const filled = await json<{ apiKey: string; calls: number; password: string }>(
    "admin",
    "demo",
    "--seed",
    "3",
  );
  expect(filled).toMatchObject({ calls: expect.any(Number), password: expect.stringMatching(/^.{16}$/) });
  expect(filled.calls).toBeGreaterThan(5_000);
  expect(await json("usage")).toMatchObject({ calls: before.calls });
  expect(await run("admin", "demo", "--json")).toMatchObject({ code: 1 });
  expect(await json("admin", "demo", "--remove", "--yes")).toEqual({ organizationId: expect.any(String) });
  expect(await json("admin", "demo", "--remove", "--yes")).toEqual({ organizationId: null });
  expect(await run("admin", "demo", "--seed", "soon")).toMatchObject({ code: 2 });
}, 120_000);

test("tools list shows signatures to people and schemas to scripts", async () => {
  const tools = await json<Record<string, unknown>[]>("tools", "list", "--search", "list orders");
  expect(tools).toHaveLength(1);
  expect(Object.keys(tools[0] ?? {})).toEqual([
    "name",
    "connection",
    "originalName",
    "description",
    "inputSchema",
  ]);
  const { stdout } = await run("tools", "list");
  expect(stdout).toContain("demo_get_order({ id: string })");
  expect(stdout).toContain('demo_list_orders({ limit?: number, status?: "open" | "shipped" | "returned" })');
});

test("call prints the MCP result; its errors are code 1, with what was meant", async () => {
  const result = await json<{ structuredContent: { orders: unknown[] } }>(
    "call",
    "demo_list_orders",
    "--args",
    '{"limit": 2}',
  );
  expect(result.structuredContent.orders).toHaveLength(2);
  const file = join(directory, "args.json");
  await writeFile(file, '{"limit": 1}');
  expect(await json("call", "demo_list_orders", "--args", `@${file}`)).toMatchObject({
    structuredContent: { orders: [expect.anything()] },
  });
  const wrong = await run("call", "demo_get_order", "--args", '{"id": "none"}', "--json");
  expect(wrong).toMatchObject({ code: 1, stderr: "" });
  expect(JSON.parse(wrong.stdout)).toMatchObject({ isError: true });
  const unknown = await run("call", "demo_list_order", "--json");
  expect(unknown).toMatchObject({ code: 1, stdout: "" });
  expect(errorOf(unknown)).toMatchObject({
    code: "unknown_tool",
    sent: false,
    next: "Did you mean demo_list_orders?",
  });
});

test("run streams logs, prints the result, and tells how it ended", async () => {
  const answer = await program(
    'const { orders } = await tools.demo.list_orders({ limit: 3 }); console.log("got", orders.length); return orders.length + input.add;',
    "--input",
    '{"add": 1}',
  );
  expect(answer).toMatchObject({ code: 0, stderr: "got 3\n" });
  const execution = JSON.parse(answer.stdout);
  expect(Object.keys(execution)).toEqual([
    "executionId",
    "status",
    "result",
    "error",
    "logs",
    "toolCalls",
    "usage",
  ]);
  expect(execution).toMatchObject({
    status: "succeeded",
    result: 4,
    error: null,
    toolCalls: 1,
    logs: [{ level: "log", text: "got 3" }],
    usage: { cpuMs: expect.any(Number), wallMs: expect.any(Number), memoryPeakBytes: expect.any(Number) },
  });
  const failed = await program('\nthrow new TypeError("no")');
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.stdout)).toMatchObject({
    status: "failed",
    result: null,
    error: { name: "TypeError", message: "no", line: 2 },
  });
  const slow = await program("for (;;);", "--timeout-ms", "300");
  expect(slow.code).toBe(1);
  expect(JSON.parse(slow.stdout)).toMatchObject({ status: "timed_out" });
});

test("a run that meets a limit, and a value out of its range, say what to do", async () => {
  const slow = await runCommand(["run", "-", "--timeout-ms", "200"], {
    config,
    input: "await new Promise((r) => setTimeout(r, 5_000))",
  });
  expect(slow.code).toBe(1);
  expect(slow.stderr).toContain("Next:  Give it a longer timeout (--timeout-ms, timeoutMs)");
  for (const [args, words] of [
    [["run", "-", "--memory-mb", "1"], "Use 16 to 4096 MB (--memory-mb)"],
    [["run", "-", "--timeout-ms=999999999999"], "Use 100 to 3600000 milliseconds (--timeout-ms)"],
    [["run", "-", "--max-tool-calls", "9999999"], "Use 0 to 1000000 calls (--max-tool-calls)"],
    [["usage", "--from", "nonsense"], "Write it as 2026-01-31 or 2026-01-31T12:00:00Z (--from)"],
  ] as const) {
    const answer = await runCommand(args, { config, input: "1" });
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain(`Error: ${words} (invalid_input).`);
  }
  expect((await run("connections", "add")).stderr).toContain("Error: What shall be connected?\n");
});

test("Ctrl+C cancels the run on the server", async () => {
  const interrupt = new AbortController();
  const answer = await runCommand(["run", "-", "--json"], {
    config,
    input: 'console.log("on"); await new Promise((resolve) => setTimeout(resolve, 60_000));',
    interrupted: interrupt.signal,
    onStderr: () => interrupt.abort(),
  });
  expect(answer.code).toBe(130);
  expect(JSON.parse(answer.stdout)).toMatchObject({ status: "cancelled" });
});

test("connections are named by a beginning, listed, refreshed and removed", async () => {
  expect(await json("connections", "list")).toMatchObject([{ slug: "demo", status: "ready" }]);
  expect((await run("connections", "list")).stdout).toMatch(/^NAME {2}STATUS {2}TOOLS/);
  expect(await json("connections", "refresh", "de")).toMatchObject({ slug: "demo", status: "ready" });
  expect(await run("connections", "refresh", "x")).toMatchObject({ code: 1 });
  expect(await run("connections", "add", "http://127.0.0.1:9/mcp")).toMatchObject({ code: 4 });
  // One text for every address that is not dialled (S1).
  const message = "This instance does not call private addresses.";
  for (const address of ["http://10.1.2.3/mcp", "ftp://example.com/", "file:///etc/passwd"]) {
    const refused = await run("connections", "add", address, "--json");
    expect(refused.code).toBe(3);
    expect(errorOf(refused)).toMatchObject({ code: "private_address", message, sent: false });
  }
});

test("usage and activity tell each call that was made", async () => {
  const before = await json<{ calls: number }>("usage");
  await json("call", "demo_get_order", "--args", '{"id": "ord_1060"}');
  await expect.poll(async () => (await json<{ calls: number }>("usage")).calls).toBe(before.calls + 1);
  const usage = await json<{ byTool: { tool: string }[] }>("usage");
  expect(usage.byTool.map(({ tool }) => tool)).toContain("get_order");
  const calls = await json<object[]>("activity", "--limit", "1");
  expect(calls).toMatchObject([{ tool: "get_order", via: "cli", outcome: "ok" }]);
  expect((await run("activity")).stdout).toContain("get_order");
});

test("usage is told by any dimension, compared, narrowed, by what failed, and as CSV; activity by the same filters", async () => {
  await run("call", "demo_nothing");
  const { breakdown } = await json<{ breakdown: object[] }>("usage", "--by", "member", "--failed");
  expect(breakdown).toHaveLength(1);
  const compared = (await run("usage", "--by", "client", "--compare", "--via", "cli")).stdout;
  expect(compared).toMatch(/calls, .* \(before: 0, 0 failed, 0 runs\)\n\nCLIENT +CALLS +BEFORE +CHANGE/);
  const { methods } = await json<{ methods: { method: string }[] }>("usage", "--by", "method");
  expect(methods.map(({ method }) => method)).toContain("tools/call");
  const csv = (await run("usage", "--errors", "--csv")).stdout;
  expect(csv).toMatch(/^failures,outcome,error,connection,tool\r\n/);
  expect(csv).toMatch(/,refused,unknown_tool,,\r\n/);
  expect(await run("usage", "--errors", "--by", "tool")).toMatchObject({ code: 2 });
  expect(await run("usage", "--csv", "--json")).toMatchObject({ code: 2 });
  const refused = await json<object[]>("activity", "--connection", "(none)", "--outcome", "refused");
  expect(refused.length).toBeGreaterThan(0);
  expect(await json("activity", "--connection", "(none)", "--tool", "get_order")).toEqual([]);
  expect(await run("activity", "--follow", "--to", "2026-01-01")).toMatchObject({ code: 2 });
});

test("sessions tells what a client did, this one too", async () => {
  await json("call", "demo_get_order", "--args", '{"id": "ord_1059"}');
  const [own] = await json<{ id: string; via: string; isLive: boolean }[]>("sessions", "list", "--live");
  expect(own).toMatchObject({ via: "cli", isLive: true, client: { name: "PatchOps CLI" } });
  expect((await run("sessions", "list", "--era", "none")).stdout).toContain(own?.id);
  expect(await json("sessions", "list", "--client", "nobody")).toEqual([]);
  const { session, timeline } = await json<{ session: object; timeline: object[] }>(
    "sessions",
    "show",
    own?.id ?? "",
  );
  expect(session).toMatchObject({ id: own?.id });
  expect(timeline.at(-1)).toMatchObject({
    type: "call",
    connection: "demo",
    tool: "get_order",
    outcome: "ok",
  });
  expect((await run("sessions", "show", own?.id ?? "")).stdout).toMatch(/tools\/call +demo\.get_order .* ok/);
  const unknown = await run("sessions", "show", "01930000-0000-7000-8000-000000000000", "--json");
  expect(errorOf(unknown)).toMatchObject({ code: "not_found" });
});

test("activity --follow prints each call once, old ones and new ones", async () => {
  const interrupt = new AbortController();
  let printed = "";
  const following = runCommand(["activity", "--follow", "--json", "--limit", "1", "--connection", "demo"], {
    config,
    interrupted: interrupt.signal,
    onStdout: (text) => {
      printed += text;
    },
  });
  await expect.poll(() => printed).not.toBe("");
  await run("call", "demo_nothing");
  for (const tool of ["big_result", "flaky"]) {
    await run("call", `demo_${tool}`);
    await expect.poll(() => printed, { timeout: 10_000 }).toContain(`"${tool}"`);
  }
  interrupt.abort();
  expect(await following).toMatchObject({ code: 130 });
  const calls = printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; tool: string });
  expect(calls.map(({ tool }) => tool).slice(1)).toEqual(["big_result", "flaky"]);
  expect(new Set(calls.map(({ id }) => id)).size).toBe(3);
});

test("doctor finds the server, the key and a client that points here", async () => {
  await run("connect", "codex", "--write");
  const { code, stdout } = await run("doctor", "--json");
  const { checks } = JSON.parse(stdout) as { checks: { check: string; state: string }[] };
  const states = Object.fromEntries(checks.map(({ check, state }) => [check, state]));
  expect(states).toMatchObject({
    server: "ok",
    key: "ok",
    clock: "ok",
    codex: "ok",
    database: "ok",
    metering: "ok",
  });
  expect(code).toBe(0);
  const stranger = await runCommand(["doctor"], { config: { ...config, apiKey: "po_x" } });
  expect(stranger.code).toBe(3);
});

test("on an instance that bills nobody, billing says so, and what to do", async () => {
  expect(await run("billing", "plan")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("This instance bills nobody."),
  });
  expect(await json("billing", "invoices")).toEqual([]);
  expect((await run("billing", "usage")).stdout).toMatch(/calls +\d+ +no limit/);
  expect(errorOf(await run("billing", "upgrade", "pro", "--json"))).toMatchObject({
    code: "billing_not_set_up",
    next: expect.stringContaining("STRIPE_SECRET_KEY"),
  });
  expect(await run("billing", "upgrade", "gold")).toMatchObject({ code: 2 });
  expect(await run("billing", "overage")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("has no price for calls beyond it"),
  });
  const on = ["billing", "overage", "on", "--cap", "20"];
  expect(errorOf(await run(...on, "--json"))).toMatchObject({ code: "billing_not_set_up" });
  expect(await json("billing", "overage", "off")).toBeNull();
  for (const wrong of [["maybe"], ["on", "--cap", "much"], ["--cap", "20"]]) {
    expect(await run("billing", "overage", ...wrong)).toMatchObject({ code: 2 });
  }
  expect(errorOf(await run("admin", "stripe-sync", "--json"))).toMatchObject({ code: "billing_not_set_up" });
  expect(await json("admin", "stripe-events", "list")).toEqual([]);
  expect(await json("admin", "stripe-usage", "list")).toEqual([]);
});

test("a workflow is not deployed over what came since this machine deployed it, unless that very version is named", async () => {
  const file = join(directory, "counts.ts");
  const from = async (machine: string, code: string, ...options: string[]) => {
    await writeFile(file, code);
    const elsewhere = { ...config, configHome: join(directory, machine) };
    return runCommand(["workflows", "deploy", file, ...options], { config: elsewhere });
  };
  expect((await from("mine", "return 1")).stdout).toBe("Version 1 of counts runs from now on.\n");
  expect((await from("mine", "return 2")).stdout).toBe("Version 2 of counts runs from now on.\n");
  // One that never deployed it knows of nothing, as a pipeline.
  expect((await from("theirs", "return 3")).code).toBe(0);
  const newer =
    /Version 3 \(me@example\.com, .* UTC\) is newer than what this machine deployed last, version 2\./;
  const told = await from("mine", "return 4", "--dry-run");
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining("- return 3\n+ return 4") });
  expect(told.stderr).toMatch(newer);
  const refused = await from("mine", "return 4");
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(newer);
  expect(refused.stderr).toContain(
    `Next:  See what differs: patchops workflows deploy ${file} --dry-run; then deploy over it: --over 3`,
  );
  expect((await from("mine", "return 4", "--over", "2")).stderr).toContain("The newest version is 3");
  expect((await from("mine", "return 4", "--over", "3")).stdout).toContain("Version 4");
  // What is there already is over nobody's.
  expect((await from("theirs", "return 4")).stdout).toBe("counts is as it was.\n");
  await run("workflows", "rollback", "counts", "1");
  expect((await from("theirs", "return 5")).stderr).toContain("Version 1 was published since this machine");
  // Nor is what somebody rolled back published again.
  expect((await from("theirs", "return 4")).stderr).toContain("Version 1 was published since this machine");
  expect((await from("theirs", "return 4", "--dry-run")).stdout).toMatch(/^Version 4 .* would run\.$/m);
  expect((await from("theirs", "return 4", "--draft")).stdout).toBe("counts is as it was.\n");
  expect((await from("theirs", "return 4")).code).toBe(1);
  expect((await from("other", "return 4")).stdout).toBe("Version 4 of counts runs from now on.\n");
  expect((await from("theirs", "return 5", "--over", "4")).code).toBe(0);
  await run("workflows", "remove", "counts", "--yes");
  expect((await from("mine", "return 6", "--over", "5")).stderr).toContain(
    "There is no such workflow any more.",
  );
  expect((await from("mine", "return 6")).stdout).toBe("Version 1 of counts runs from now on.\n");
});

test("a workflow that is tried again is followed to its last attempt; one that is left goes on", async () => {
  const file = join(directory, "tries.ts");
  const steps =
    "for (const n of [1, 2, 3]) await step(String(n), async () => { console.log('part', n); await tools.demo.flaky(); });";
  // One of three calls in a row fails.
  await writeFile(
    file,
    `/*---\nretries: { run: { attempts: 2, backoffMs: 100 } }\n---*/\n${steps}\nreturn "whole";`,
  );
  await run("workflows", "deploy", file);
  const ran = await run("workflows", "run", "tries");
  expect(ran).toMatchObject({ code: 0, stdout: "whole\n" });
  // Of the first attempt and, whole, of the second.
  expect(ran.stderr.match(/^part \d$/gm)?.length).toBeGreaterThan(3);
  await writeFile(file, 'console.log("begun"); await sleep("1h"); return 1;');
  await run("workflows", "deploy", file);
  const interrupted = new AbortController();
  const leaving = runCommand(["workflows", "run", "tries"], {
    ...{ config, interrupted: interrupted.signal },
    onStderr: (text) => {
      if (text.includes("begun")) interrupted.abort();
    },
  });
  const left = await leaving;
  expect(left.code).toBe(130);
  expect(left.stderr).toContain("It goes on.");
  expect(left.stderr).not.toContain("Cancelled");
});
