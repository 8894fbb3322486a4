import { type ConfiguredServer, parseClientConfig } from "@patchops/contract";

export type ConnectInput =
  | { kind: "empty" }
  | { kind: "address"; url: string }
  | { kind: "servers"; servers: ConfiguredServer[] }
  | { kind: "wrong"; message: string };

const isOwnMachine = /^(localhost|127\.|\[::1\])/i;

/** What was typed or pasted into the one field: an address, or the settings of a client. */
export function parseConnectInput(text: string): ConnectInput {
  const trimmed = text.trim();
  if (!trimmed) return { kind: "empty" };
  if (!/\s/.test(trimmed) && !/^["{[]/.test(trimmed)) {
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
      ? trimmed
      : `${isOwnMachine.test(trimmed) ? "http" : "https"}://${trimmed}`;
    if (URL.canParse(url)) return { kind: "address", url };
  }
  if (!/[{[]/.test(trimmed)) {
    return { kind: "wrong", message: "That is neither an address nor the settings of a client." };
  }
  const parsed = parseClientConfig(trimmed);
  if ("problem" in parsed) return { kind: "wrong", message: parsed.problem };
  return { kind: "servers", servers: parsed.servers };
}
