import { setTimeout as wait } from "node:timers/promises";

/**
 * What the conformance suite runs as "the client": registers the suite's server with a running instance as a connection, signs in
 * to it as a person would, and calls its tools through the instance. Told by DRIVER where that instance is.
 */
interface Settings {
  /** Where it listens. */
  url: string;
  /** What it takes itself for. */
  publicUrl: string;
  /** The person's login. */
  cookie: string;
  /** Answers when this driver may begin. */
  turnstile: string;
}

const [serverUrl = ""] = process.argv.slice(2);
const { url, publicUrl, cookie, turnstile } = JSON.parse(process.env.DRIVER ?? "{}") as Settings;
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}") as {
  client_id?: string;
  client_secret?: string;
  /** What to call; else every tool without arguments. */
  toolCalls?: { name: string; arguments: Record<string, unknown> }[];
};
const cookies = new Map([splitCookie(cookie)]);
/** Scenarios in which the server asks its client: an MCP client calls, whose user says yes and leaves the rest to the form. */
const isAsking = /^(elicitation|sep-2322)/.test(process.env.MCP_CONFORMANCE_SCENARIO ?? "");

/** More than any server needs that can be satisfied at all. */
const maxSignIns = 8;

function splitCookie(text: string): [name: string, value: string] {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
  return [name, value];
}

function headers(): Record<string, string> {
  const sent = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return { cookie: sent, origin: publicUrl, "content-type": "application/json" };
}

class Refused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

async function ask(path: string, input: unknown, method: "GET" | "POST" = "POST"): Promise<unknown> {
  const query = method === "GET" ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
  const answer = await fetch(`${url}/trpc/${path}${query}`, {
    method,
    headers: headers(),
    ...(method === "POST" ? { body: JSON.stringify(input) } : {}),
  });
  for (const set of answer.headers.getSetCookie()) cookies.set(...splitCookie(set));
  const body = (await answer.json()) as {
    result?: { data: unknown };
    error?: { message: string; code: string | number; data?: { code: string } };
  };
  if (body.error) throw new Refused(body.error.data?.code ?? String(body.error.code), body.error.message);
  return body.result?.data;
}

interface Connection {
  slug: string;
  status: string;
  signIn: { state: string; needsClient: boolean; problem: { code: string; message: string } | null } | null;
  report: { step: string; state: string; detail: string }[];
}

async function settled(slug: string): Promise<Connection> {
  for (;;) {
    const found = (await ask("connection.get", { connection: slug }, "GET")) as Connection;
    if (found.status !== "connecting") return found;
    await wait(50);
  }
}

/** As a browser: to the provider, which sends us back at once, and to our own page, wherever that says it is. */
async function signIn(slug: string): Promise<void> {
  const started = (await ask("connection.signIn", { connection: slug })) as { url: string };
  const returned = await fetch(started.url, { redirect: "manual" });
  const location = returned.headers.get("location");
  if (location === null)
    throw new Error(`the provider answered ${returned.status}: ${await returned.text()}`);
  const back = new URL(location);
  await fetch(`${url}${back.pathname}${back.search}`, { headers: headers(), redirect: "manual" });
  const { signIn: state } = await settled(slug);
  // A login that was good and is lost since is no failed sign-in: the next one is tried.
  if (state?.problem && state.state !== "signed_in" && state.problem.code !== "login_lost") {
    throw new Error(state.problem.message);
  }
}

async function callAll(slug: string): Promise<void> {
  const tools = (await ask("tool.list", {}, "GET")) as {
    connection: string;
    originalName: string;
    name: string;
  }[];
  for (const { connection, originalName, name: exposedName } of tools) {
    if (connection !== slug) continue;
    const given = context.toolCalls
      ? context.toolCalls.filter(({ name }) => name === originalName).map((call) => call.arguments)
      : [originalName === "add_numbers" ? { a: 5, b: 3 } : {}];
    for (const args of given) {
      for (let tries = 0; ; tries += 1) {
        try {
          await ask("tool.invoke", { name: exposedName, arguments: args });
          break;
        } catch (error) {
          if (!(error instanceof Refused) || error.code !== "needs_sign_in" || tries >= maxSignIns)
            throw error;
          await signIn(slug);
        }
      }
    }
  }
}

async function callAllAsClient(slug: string): Promise<void> {
  // Forty drivers begin at a time, and only these scenarios need it.
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  const { key } = (await ask("apiKey.create", { name: slug, scopes: ["tools:read", "tools:call"] })) as {
    key: string;
  };
  const client = new Client(
    { name: "driver", version: "1.0.0" },
    {
      capabilities: { elicitation: { form: { applyDefaults: true } } },
      versionNegotiation: { mode: "legacy" },
    },
  );
  client.setRequestHandler("elicitation/create", () => ({ action: "accept", content: {} }));
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp/c/${slug}`), { requestInit }));
  for (const { name } of (await client.listTools()).tools) await client.callTool({ name, arguments: {} });
  await client.close();
}

const leaving = new AbortController();
await fetch(turnstile, { signal: leaving.signal });
const added = (await ask("connection.add", {
  name: `suite ${process.pid}`,
  target: { kind: "http", url: serverUrl },
  onFailure: "keep",
})) as Connection;
const { slug } = added;
let state = await settled(slug);
for (let tries = 0; state.status === "needs_sign_in" && tries < maxSignIns; tries += 1) {
  if (context.client_id !== undefined && tries === 0) {
    const { client_id: clientId, client_secret: clientSecret } = context;
    await ask("connection.setClient", { connection: slug, clientId, clientSecret });
  }
  await signIn(slug);
  state = await settled(slug);
}
if (!["ready", "no_tools"].includes(state.status)) {
  throw new Error(`${state.status}: ${state.report.findLast((line) => line.state !== "ok")?.detail}`);
}
await (isAsking ? callAllAsClient : callAll)(slug);
leaving.abort();
