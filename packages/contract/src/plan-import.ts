import type { ConfiguredServer } from "./client-config.ts";
import type { Connection } from "./connection.ts";

/** A server of a client's settings, and what would become of it here. */
export interface PlannedServer extends ConfiguredServer {
  verdict: "add" | "duplicate" | "refused";
  /** Why it is not added, or what to know when it is. */
  reason?: string;
}

type Known = Pick<Connection, "slug" | "url" | "command">;

/** Tells what would be added, what is there already (or stands there twice), and what this instance does not take. */
export function planImport(
  servers: readonly ConfiguredServer[],
  { connections, isStdioAllowed }: { connections: readonly Known[]; isStdioAllowed: boolean },
): PlannedServer[] {
  const seen = new Map<string, string>();
  for (const { slug, url, command } of connections) seen.set(targetKey(url ?? command ?? slug), slug);
  return servers.map((server) => {
    const target = server.input?.target;
    if (target === undefined) return planned(server, "refused", server.note);
    if (target.kind === "stdio" && !isStdioAllowed) {
      return planned(
        server,
        "refused",
        `It starts ${server.command ?? "a command"}, which this instance does not allow. Its operator can, with PATCHOPS_ALLOW_STDIO=1.`,
      );
    }
    const key = targetKey(
      target.kind === "http"
        ? target.url
        : target.kind === "stdio"
          ? [target.command, ...(target.args ?? [])].join(" ")
          : "",
    );
    const before = seen.get(key);
    if (before !== undefined) return planned(server, "duplicate", `It is connected already, as ${before}.`);
    seen.set(key, server.name);
    return planned(server, "add", server.note);
  });
}

function planned(
  server: ConfiguredServer,
  verdict: PlannedServer["verdict"],
  reason: string | undefined,
): PlannedServer {
  return { ...server, verdict, ...(reason === undefined ? {} : { reason }) };
}

/** Addresses that differ in their last slash, or in what URLs ignore, are one. */
function targetKey(text: string): string {
  if (!URL.canParse(text)) return text;
  const { origin, pathname, search } = new URL(text);
  return `${origin}${pathname.replace(/\/+$/, "")}${search}`;
}
