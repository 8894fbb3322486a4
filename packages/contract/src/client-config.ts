import { parse as parseToml } from "smol-toml";
import type { AddConnectionInput, CredentialInput } from "./connection.ts";

/** One server of a client's settings. Holds secrets: it is shown by its name, address and `hasCredential`. */
export interface ConfiguredServer {
  name: string;
  /** Missing where nothing can be connected. */
  input?: AddConnectionInput;
  url?: string;
  /** Of a process; without its arguments, which may hold keys. */
  command?: string;
  hasCredential: boolean;
  /** Why it cannot be added, or what it lacks. */
  note?: string;
}

export type ParsedClientConfig = { servers: ConfiguredServer[] } | { problem: string };

const maxCharacters = 1_000_000;
const maxServers = 200;
/** Filled in by the client that the text was written for: `${input:key}`, `${env:KEY}`, `${KEY}`. */
const placeholder = /\$\{[^}]*\}/;

/**
 * The MCP servers in the settings of a client: Claude, Cursor and others (`mcpServers`), VS Code (`servers`, also below `mcp`),
 * Codex (TOML, `mcp_servers`), a single server, or a fragment copied out of the middle. Comments and trailing commas are
 * allowed, as those clients do.
 */
export function parseClientConfig(text: string): ParsedClientConfig {
  if (text.length > maxCharacters) return { problem: "That is too long for the settings of a client." };
  const trimmed = text.trim();
  const read = isToml(trimmed) ? readToml(trimmed) : readJson(trimmed);
  if (typeof read === "string") return { problem: read };
  const single = readServer("", read);
  const servers = single
    ? [{ ...single, name: nameOf(single) }]
    : Object.entries(listIn(read)).flatMap(([name, value]) => readServer(name, value) ?? []);
  if (servers.length === 0) return { problem: "No MCP server stands in those settings." };
  if (servers.length > maxServers)
    return { problem: `More than ${maxServers} servers at once are too many.` };
  return { servers: servers.map(withInputName) };
}

function isToml(text: string): boolean {
  return /^\s*\[+[\w."' -]+\]+\s*(#.*)?$/m.test(text) && !/^[{"]/.test(text);
}

function readToml(text: string): Record<string, unknown> | string {
  try {
    return parseToml(text);
  } catch {
    return "That TOML is not complete. Copy it from its first [ to its end.";
  }
}

function readJson(text: string): Record<string, unknown> | string {
  const plain = withoutComments(text);
  try {
    // A fragment copied out of the middle of a file lacks its braces.
    const json: unknown = JSON.parse(plain.startsWith("{") ? plain : `{${plain.replace(/,\s*$/, "")}}`);
    return isRecord(json) ? json : "No MCP server stands in that JSON.";
  } catch {
    return "That JSON is not complete. Copy it from its first { to its last }.";
  }
}

/** JSON as editors write it, without comments and trailing commas. Strings are matched first, so that theirs stay. */
function withoutComments(text: string): string {
  return text
    .replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) =>
      found.startsWith("/") ? "" : found,
    )
    .replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found === "," ? "" : found))
    .trim();
}

function listIn(settings: Record<string, unknown>): Record<string, unknown> {
  const { mcp } = settings;
  const lists = [settings.mcpServers, settings.servers, settings.mcp_servers, isRecord(mcp) && mcp.servers];
  return lists.find(isRecord) ?? settings;
}

function readServer(name: string, value: unknown): ConfiguredServer | undefined {
  if (!isRecord(value)) return undefined;
  const url = [value.url, value.serverUrl, value.httpUrl].find((entry) => typeof entry === "string");
  if (url !== undefined) return readRemote(name, url, value);
  return typeof value.command === "string" ? readProcess(name, value.command, value) : undefined;
}

function readRemote(name: string, url: string, value: Record<string, unknown>): ConfiguredServer {
  const given = { name, url: withoutPassword(url), hasCredential: false };
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    return { ...given, note: "That is not a web address." };
  }
  if (placeholder.test(url)) return { ...given, note: "Its address is filled in by the client." };
  const pasted = texts(value.headers ?? value.http_headers);
  const headers = Object.fromEntries(Object.entries(pasted).filter(([, text]) => !placeholder.test(text)));
  const token = value.bearer_token;
  if (typeof token === "string" && token !== "") headers.Authorization = `Bearer ${token}`;
  const isFilledIn =
    Object.keys(headers).length < Object.keys(pasted).length ||
    typeof value.bearer_token_env_var === "string" ||
    isRecord(value.env_http_headers);
  const credential = toCredential(headers);
  return {
    ...given,
    hasCredential: credential !== undefined,
    ...(isFilledIn && { note: "Its key is filled in by the client, so it is asked for here." }),
    input: { name, target: { kind: "http", url }, ...(credential && { credential }) },
  };
}

function readProcess(name: string, command: string, value: Record<string, unknown>): ConfiguredServer {
  const args = Array.isArray(value.args) ? value.args.filter((each) => typeof each === "string") : [];
  const given = { name, command, hasCredential: false };
  // A bridge to a remote server, for clients that start processes only: the server itself is connected.
  const bridged = args.some((arg) => /^(?:@[\w.-]+\/)?mcp-remote(?:@|$)/.test(arg))
    ? args.find((arg) => /^https?:\/\//.test(arg))
    : undefined;
  if (bridged !== undefined) return readRemote(name, bridged, { headers: bridgeHeaders(args, value) });
  const pasted = texts(value.env);
  const environment = Object.fromEntries(
    Object.entries(pasted).filter(([key, text]) => /^[A-Za-z_]\w*$/.test(key) && !placeholder.test(text)),
  );
  if (args.some((arg) => placeholder.test(arg)) || placeholder.test(command)) {
    return { ...given, note: "Its command is filled in by the client." };
  }
  return {
    ...given,
    hasCredential: Object.keys(environment).length > 0,
    ...(Object.keys(environment).length < Object.keys(pasted).length && {
      note: "Part of its environment is filled in by the client; it is left out.",
    }),
    input: { name, target: { kind: "stdio", command, args, environment } },
  };
}

/** `--header "Name: value"` of mcp-remote, with what it takes from its environment. */
function bridgeHeaders(args: readonly string[], value: Record<string, unknown>): Record<string, string> {
  const environment = texts(value.env);
  const headers: Record<string, string> = {};
  for (const [index, arg] of args.entries()) {
    const [, key, text] = arg === "--header" ? (/^([^:]+):\s*(.*)$/.exec(args[index + 1] ?? "") ?? []) : [];
    if (key !== undefined && text !== undefined) {
      headers[key] = text.replace(
        /\$\{(\w+)\}/g,
        (found, variable: string) => environment[variable] ?? found,
      );
    }
  }
  return headers;
}

/** A lone bearer token is kept as such: its last characters can then be told apart. */
function toCredential(headers: Record<string, string>): CredentialInput | undefined {
  const entries = Object.entries(headers);
  const [first] = entries;
  if (first === undefined) return undefined;
  const token =
    entries.length === 1 && first[0].toLowerCase() === "authorization"
      ? /^Bearer\s+(\S+)$/i.exec(first[1])?.[1]
      : undefined;
  return token ? { kind: "bearer", token } : { kind: "headers", headers };
}

function nameOf({ url, command }: ConfiguredServer): string {
  return url && URL.canParse(url) ? new URL(url).hostname : (command?.split("/").at(-1) ?? "server");
}

/** The name that a connection can have. */
function withInputName(server: ConfiguredServer): ConfiguredServer {
  const name = server.name.trim().slice(0, 64) || "server";
  return server.input ? { ...server, name, input: { ...server.input, name } } : { ...server, name };
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, "$1");
}

/** The entries of an object that are texts, without those that would be taken for its own parts. */
function texts(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, text] of isRecord(value) ? Object.entries(value) : []) {
    if (typeof text === "string" && key !== "__proto__") found[key] = text;
  }
  return found;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
