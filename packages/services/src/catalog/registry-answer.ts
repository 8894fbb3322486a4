import { type CatalogEntry, catalogEntrySchema } from "@patchops/contract";
import { z } from "zod";

/**
 * A page of `GET /v0/servers` of the MCP Registry API (modelcontextprotocol/registry, docs/reference/api/openapi.yaml,
 * 2025-12-01), as far as it is read. Each server is read by itself: a broken one takes no other with it.
 */
const pageSchema = z.object({ servers: z.array(z.unknown()).max(1_000) });

const inputSchema = z.object({
  name: z.string().optional(),
  value: z.string().optional(),
  description: z.string().optional(),
  placeholder: z.string().optional(),
  isRequired: z.boolean().default(false),
  isSecret: z.boolean().default(false),
});

const responseSchema = z.object({
  server: z.object({
    name: z.string(),
    title: z.string().optional(),
    description: z.string().default(""),
    websiteUrl: z.string().optional(),
    repository: z.object({ url: z.string() }).optional(),
    remotes: z
      .array(
        z.object({
          type: z.string(),
          url: z.string(),
          headers: z.array(inputSchema).default([]),
          variables: z.record(z.string(), inputSchema).default({}),
        }),
      )
      .default([]),
  }),
  _meta: z
    .object({
      "io.modelcontextprotocol.registry/official": z
        .object({ status: z.string().default("active"), isLatest: z.boolean().default(true) })
        .optional(),
    })
    .optional(),
});
type Remote = z.infer<typeof responseSchema>["server"]["remotes"][number];

/** The servers of a registry's page that can be connected to, as catalog entries. Throws ZodError for what is no page. */
export function readRegistryPage(body: unknown, registryUrl: string): CatalogEntry[] {
  return pageSchema.parse(body).servers.flatMap((each) => {
    const parsed = responseSchema.safeParse(each);
    return parsed.success ? (toEntry(parsed.data, registryUrl) ?? []) : [];
  });
}

function toEntry(
  { server, _meta }: z.infer<typeof responseSchema>,
  registryUrl: string,
): CatalogEntry | null {
  const state = _meta?.["io.modelcontextprotocol.registry/official"];
  if (state !== undefined && (state.status !== "active" || !state.isLatest)) return null;
  const remote = server.remotes.find(({ type }) => type === "streamable-http");
  if (remote === undefined) return null;
  const place = readPlaces(remote);
  const [namespace = "", short = ""] = server.name.split("/");
  const links = [server.websiteUrl, server.repository?.url].filter((url) => url?.startsWith("https://"));
  const parsed = catalogEntrySchema.safeParse({
    slug: server.name,
    name: plain(server.title ?? short, 64),
    publisher: plain(namespace.split(".").reverse().join("."), 100),
    description: plain(server.description, 300),
    ...place,
    ...(links[0] === undefined ? {} : { docs: links[0] }),
    source: links.find((url) => url === server.repository?.url) ?? links[0] ?? registryUrl,
  });
  return place !== null && parsed.success ? parsed.data : null;
}

/** Where its key and its instance id go; null when it asks for more than one of either, or for a key in its address. */
function readPlaces({
  url,
  headers,
  variables,
}: Remote): Pick<CatalogEntry, "url" | "auth" | "instance"> | null {
  const names = [...url.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const keys = headers.filter(({ isSecret, value }) => isSecret || /^Bearer\b/i.test(value ?? ""));
  const plainHeaders = headers.filter((header) => !keys.includes(header) && header.isRequired);
  if (names.length + plainHeaders.length > 1 || keys.length > 1) return null;
  const [key] = keys;
  const auth: CatalogEntry["auth"] =
    key?.name === undefined
      ? { kind: "unknown" }
      : key.name.toLowerCase() === "authorization"
        ? { kind: "bearer", isRequired: key.isRequired }
        : { kind: "api_key", header: key.name, isRequired: key.isRequired };
  const [name] = names;
  const [header] = plainHeaders;
  if (name !== undefined) {
    const variable = variables[name];
    if (variable?.isSecret || !/^https?:\/\/[^/{]+\/.*\{/.test(url)) return null;
    const label = plain(name.replaceAll("_", " "), 60);
    return {
      url: url.replace(`{${name}}`, "{instance}"),
      auth,
      instance: { placement: "path", label, isRequired: true },
    };
  }
  if (header?.name !== undefined && header.value === undefined) {
    return {
      url,
      auth,
      instance: { placement: "header", name: header.name, label: header.name, isRequired: true },
    };
  }
  return header === undefined ? { url, auth } : null;
}

/** Text of strangers on one line, without what cannot be seen. */
function plain(text: string, maxLength: number): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, maxLength);
}
