import type { Connection } from "@patchops/contract";
import {
  type AuthorizationServerOptions,
  type FixtureProtection,
  type McpFixture,
  type McpFixtureOptions,
  signInByHand,
  startAuthorizationServer,
  startMcpFixture,
  waitFor,
} from "@patchops/testing";
import { onTestFinished } from "vitest";
import type { Context } from "../../context.ts";
import { callTool } from "../../tool/index.ts";
import { addConnection, getConnection, startSignIn } from "../index.ts";
import { readBrowserToken } from "./browser-cookie.ts";
import { redirectUrl } from "./client-metadata.ts";
import { type FinishedSignIn, finishSignIn } from "./finish.ts";

/** A provider with an MCP server that it protects, for one test. */
export async function openProvider(
  options: AuthorizationServerOptions = {},
  more: Partial<FixtureProtection> & Pick<McpFixtureOptions, "tools"> = {},
) {
  const provider = await startAuthorizationServer(options);
  const { tools, ...protects } = more;
  const protection: FixtureProtection = { issuer: provider.issuer, verify: provider.verify, ...protects };
  const server = await startMcpFixture({ protection, ...(tools ? { tools } : {}) });
  onTestFinished(async () => {
    await server.close();
    await provider.close();
  });
  return { provider, server, protection };
}

/** A connection to a server that asks for a sign-in. */
export function addProtected(context: Context, server: McpFixture, name = "Linear"): Promise<Connection> {
  return addConnection(context, { name, target: { kind: "http", url: server.url }, onFailure: "keep" });
}

/** A sign-in up to the person's return, who comes back with `parameters` in the browser of `cookie`. */
export async function beginSignIn(context: Context, connection: string, answer: "allow" | "deny" = "allow") {
  const { services } = context;
  const started = await startSignIn(context, { connection }, undefined);
  const redirectUri = redirectUrl(services.settings);
  const returned = await signInByHand(started.url, { redirectUri, answer });
  const browserToken = readBrowserToken(services.settings, started.cookie.split(";")[0]);
  return { ...started, parameters: returned.searchParams, browserToken };
}

/** A whole sign-in, and the examination that follows it. */
export async function signIn(context: Context, connection: string): Promise<FinishedSignIn> {
  const returned = await beginSignIn(context, connection);
  const finished = await finishSignIn(context, returned);
  await settled(context, connection);
  return finished;
}

/** The connection once no examination is under way. */
export async function settled(context: Context, connection: string): Promise<Connection> {
  return waitFor(async () => {
    const found = await getConnection(context, { connection });
    return found.status === "connecting" ? undefined : found;
  });
}

export function call(
  context: Context,
  tool = "linear_echo",
  more: Partial<Parameters<typeof callTool>[1]> = {},
) {
  return callTool(context, {
    tool: { name: tool },
    arguments: { a: 1 },
    argumentsBytes: 7,
    signal: new AbortController().signal,
    ...more,
  });
}
