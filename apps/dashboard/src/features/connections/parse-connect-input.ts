import type { AddConnectionInput, CredentialInput } from "@patchops/contract";

/** One server of a pasted client configuration. */
export interface PastedServer {
  name: string;
  /** Missing for one that a client starts as a process of its own. */
  input?: AddConnectionInput;
  url?: string;
  hasCredential: boolean;
  /** Why it cannot be added, or what it lacks. */
  note?: string;
}

export type ConnectInput =
  | { kind: "empty" }
  | { kind: "address"; url: string }
  | { kind: "servers"; servers: PastedServer[] }
  | { kind: "wrong"; message: string };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A lone bearer token is kept as such: its last characters can then be told apart. */
function toCredential(headers: Record<string, string>): CredentialInput | undefined {
  const entries = Object.entries(headers);
  if (entries.length === 0) return undefined;
  const [first] = entries;
  const token =
    entries.length === 1 && first?.[0].toLowerCase() === "authorization"
      ? /^Bearer\s+(\S+)$/i.exec(first[1])?.[1]
      : undefined;
  return token ? { kind: "bearer", token } : { kind: "headers", headers };
}

function readServer(name: string, value: unknown): PastedServer | undefined {
  if (!isRecord(value)) return undefined;
  const url = [value.url, value.serverUrl, value.httpUrl].find((entry) => typeof entry === "string");
  if (url === undefined) {
    if (typeof value.command !== "string") return undefined;
    return {
      name,
      hasCredential: false,
      note: `Starts ${value.command} as a process; only addresses are connected here.`,
    };
  }
  const pasted = Object.entries(isRecord(value.headers) ? value.headers : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  // `${input:key}` is filled in by the client that the text was written for.
  const headers = pasted.filter(([, text]) => !text.includes("${"));
  const credential = toCredential(Object.fromEntries(headers));
  return {
    name,
    url,
    hasCredential: credential !== undefined,
    ...(headers.length < pasted.length && {
      note: "Its key is filled in by the client, so it is asked for here.",
    }),
    input: { name, target: { kind: "http", url }, ...(credential && { credential }) },
  };
}

const isOwnMachine = /^(localhost|127\.|\[::1\])/i;

/** What was typed or pasted into the one field: an address, or the JSON of a client's settings. */
export function parseConnectInput(text: string): ConnectInput {
  const trimmed = text.trim();
  if (!trimmed) return { kind: "empty" };
  if (!/^[{"]/.test(trimmed)) {
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
      ? trimmed
      : `${isOwnMachine.test(trimmed) ? "http" : "https"}://${trimmed}`;
    if (!/\s/.test(trimmed) && URL.canParse(url)) return { kind: "address", url };
    return { kind: "wrong", message: "That is neither an address nor the JSON of a client's settings." };
  }
  let json: unknown;
  try {
    // A fragment copied out of the middle of a file lacks its braces.
    json = JSON.parse(trimmed.startsWith("{") ? trimmed : `{${trimmed.replace(/,\s*$/, "")}}`);
  } catch {
    return { kind: "wrong", message: "That JSON is not complete. Copy it from its first { to its last }." };
  }
  if (!isRecord(json)) return { kind: "wrong", message: "No server stands in that JSON." };
  const single = readServer("", json);
  const listed = [json.mcpServers, json.servers, json].find(isRecord) ?? {};
  const servers = single
    ? [{ ...single, name: single.url && URL.canParse(single.url) ? new URL(single.url).hostname : "server" }]
    : Object.entries(listed).flatMap(([name, value]) => readServer(name, value) ?? []);
  if (servers.length === 0)
    return { kind: "wrong", message: "No server with an address stands in that JSON." };
  return { kind: "servers", servers };
}
