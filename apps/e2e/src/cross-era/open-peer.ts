import { Client, type Transport } from "@modelcontextprotocol/client";

export type Era = "legacy" | "modern";

/** A client of one era, with a user and a model that answer at once. */
export interface Peer {
  client: Client;
  /** Begins to hear of changed lists and of this resource, in the era's way. */
  follow(uri: string): Promise<void>;
  /** The parameters of the next notification of this method that nobody awaited yet. */
  hears(method: Heard): Promise<Record<string, unknown>>;
  /** What is logged at this level or above while `work` runs; it is given what its request has to say in `_meta`. */
  hearsLogs(level: "warning", work: (meta: Record<string, unknown>) => Promise<unknown>): Promise<unknown[]>;
  close(): Promise<void>;
}

const hearable = [
  "notifications/tools/list_changed",
  "notifications/prompts/list_changed",
  "notifications/resources/list_changed",
  "notifications/resources/updated",
] as const;
type Heard = (typeof hearable)[number];

/** What the user types, and what the model says. */
export const said = {
  user: {
    username: "ada",
    email: "ada@example.com",
    name: "Ada",
    color: "green",
    context: "the garden",
  } as Record<string, string>,
  model: "Paris, of course.",
};

export async function openPeer(era: Era, transport: Transport): Promise<Peer> {
  const client = new Client(
    { name: `${era}-peer`, version: "1.0.0" },
    {
      capabilities: { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} },
      versionNegotiation: { mode: era === "legacy" ? "legacy" : { pin: "2026-07-28" } },
    },
  );
  const heard = new Map<Heard, Record<string, unknown>[]>();
  const awaited = new Map<Heard, (params: Record<string, unknown>) => void>();
  for (const method of hearable) {
    client.setNotificationHandler(method, ({ params = {} }) => {
      const tell = awaited.get(method);
      awaited.delete(method);
      if (tell) tell(params);
      else heard.set(method, [...(heard.get(method) ?? []), params]);
    });
  }
  client.setRequestHandler("elicitation/create", ({ params }) => {
    const asked = params.mode === "url" ? [] : Object.keys(params.requestedSchema.properties);
    return {
      action: "accept",
      content: Object.fromEntries(asked.map((field) => [field, said.user[field] ?? ""])),
    };
  });
  client.setRequestHandler("sampling/createMessage", () => ({
    role: "assistant",
    model: "test-model",
    content: { type: "text", text: said.model },
  }));
  client.setRequestHandler("roots/list", () => ({ roots: [{ uri: "file:///work", name: "work" }] }));
  await client.connect(transport);

  const followed = new Set<string>();
  return {
    client,
    async follow(uri) {
      if (followed.has(uri)) return;
      followed.add(uri);
      if (era === "legacy") await client.subscribeResource({ uri });
      else {
        const lists = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };
        await client.listen({ ...lists, resourceSubscriptions: [uri] });
      }
    },
    hears(method) {
      const [first, ...rest] = heard.get(method) ?? [];
      if (first === undefined) return new Promise((resolve) => awaited.set(method, resolve));
      heard.set(method, rest);
      return Promise.resolve(first);
    },
    async hearsLogs(level, work) {
      const logged: unknown[] = [];
      client.setNotificationHandler("notifications/message", ({ params }) => void logged.push(params.data));
      if (era === "legacy") await client.setLoggingLevel(level);
      await work(era === "legacy" ? {} : { "io.modelcontextprotocol/logLevel": level });
      return logged;
    },
    close: () => client.close(),
  };
}
