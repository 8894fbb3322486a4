import { z } from "zod";

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/);
/** Addresses that pages may link to. */
const webAddress = z.url({ protocol: /^https$/ }).max(512);

/** How a server is told who asks. `unknown` for one of a registry that says nothing: it is found when it is dialled. */
const catalogAuthSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("oauth") }),
  z.object({ kind: z.literal("bearer"), isRequired: z.boolean().default(true) }),
  z.object({ kind: z.literal("api_key"), header: headerName, isRequired: z.boolean().default(true) }),
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("unknown") }),
]);

/** A hosted provider's id of one server, and where it goes. It is no secret: keys travel in headers alone. */
const instanceSchema = z.discriminatedUnion("placement", [
  /** In the place of `{instance}` in the address. */
  z.object({ placement: z.literal("path"), ...instanceFields() }),
  z.object({ placement: z.literal("query"), name: z.string().regex(/^[\w.-]{1,64}$/), ...instanceFields() }),
  z.object({ placement: z.literal("header"), name: headerName, ...instanceFields() }),
]);

function instanceFields() {
  return {
    label: z.string().min(1).max(60),
    isRequired: z.boolean(),
    example: z.string().max(120).optional(),
  };
}

export const catalogEntrySchema = z.object({
  /** Of the bundled catalog a short name, of a registry its `namespace/name`. */
  slug: z.string().regex(/^[a-z0-9-]{1,64}$|^[a-zA-Z0-9.-]{1,100}\/[a-zA-Z0-9._-]{1,100}$/),
  name: z.string().min(1).max(64),
  publisher: z.string().min(1).max(100),
  description: z.string().max(300),
  /** https, or http where a registry lists private servers; `{instance}` where that goes in its path. */
  url: z
    .string()
    .regex(/^https?:\/\/[^\s{}]+(\{instance\}[^\s{}]*)?$/)
    .max(2048),
  auth: catalogAuthSchema,
  instance: instanceSchema.optional(),
  docs: webAddress.optional(),
  /** A public page or repository where the address is stated. */
  source: webAddress,
});
export type CatalogEntry = z.infer<typeof catalogEntrySchema>;

export const listCatalogInput = z.object({ search: z.string().trim().max(100).optional() });
export type ListCatalogInput = z.infer<typeof listCatalogInput>;

export interface Catalog {
  entries: CatalogEntry[];
  /** The MCP registry that the operator set; `problem` when it could not be asked. */
  registry: { host: string; problem: string | null } | null;
  /** Whether connections may start commands on the server's host. */
  isStdioAllowed: boolean;
}
