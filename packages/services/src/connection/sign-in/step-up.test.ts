import { expect, test } from "vitest";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { testPerson } from "../../testing/people.ts";
import { getConnection } from "../index.ts";
import { addProtected, beginSignIn, call, openProvider, signIn } from "./test-sign-in.ts";

const { services } = await openLiveServices();
const { context } = await testPerson(services, "ada");
const scopeOf = ({ url }: { url: string }) => new URL(url).searchParams.get("scope")?.split(" ").sort();

test("a tool that needs more is asked for with all scopes together, and works after the next sign-in", async () => {
  const { server } = await openProvider(
    {},
    {
      needs: { "tools/call write": ["mcp:write"] },
      tools: [{ name: "read" }, { name: "write" }],
    },
  );
  const { slug } = await addProtected(context, server, "steps");
  await signIn(context, slug);
  await call(context, "steps_read");
  await expect(call(context, "steps_write")).rejects.toMatchObject({
    code: "needs_sign_in",
    message: "steps asks for more permission (mcp:write). Sign in again to give it.",
  });
  const seen = await getConnection(context, { connection: slug });
  expect(seen).toMatchObject({
    status: "ready",
    signIn: {
      state: "signed_in",
      problem: { code: "insufficient_scope", message: expect.stringContaining("mcp:write") },
    },
  });
  // What it could do before it still can.
  await call(context, "steps_read");
  expect(scopeOf(await beginSignIn(context, slug))).toEqual(["mcp:read", "mcp:write", "offline_access"]);
  await signIn(context, slug);
  await call(context, "steps_write");
  expect((await getConnection(context, { connection: slug })).signIn?.problem).toBeNull();
});

test("a server that is never content does not send people round in circles", async () => {
  const { server } = await openProvider({}, { needs: { "tools/call": ["mcp:admin"] } });
  const { slug } = await addProtected(context, server, "greedy");
  await signIn(context, slug);
  let code: string | undefined;
  let signIns = 0;
  for (; signIns < 10; signIns += 1) {
    code = await call(context, "greedy_echo").then(
      () => "none",
      (error: { code: string }) => error.code,
    );
    if (code !== "needs_sign_in") break;
    await signIn(context, slug);
  }
  expect({ code, signIns }).toEqual({ code: "upstream_error", signIns: 2 });
});

test("nor does one that asks for it before it says anything at all", async () => {
  const { server } = await openProvider({}, { needs: { initialize: ["mcp:admin"] } });
  const { slug } = await addProtected(context, server, "mute");
  let signIns = 0;
  while ((await getConnection(context, { connection: slug })).status === "needs_sign_in" && signIns < 10) {
    await signIn(context, slug);
    signIns += 1;
  }
  expect(signIns).toBe(3);
  expect(await getConnection(context, { connection: slug })).toMatchObject({
    status: "unreachable",
    statusReason: { code: "upstream_error", message: expect.stringContaining("mcp:admin") },
  });
});
