import { createHash } from "node:crypto";
import type { DeclarationsOutput } from "@patchops/contract";
import type { OrganizationSnapshot, ToolSnapshot } from "../../connection/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { toolView } from "../view.ts";
import { createTypeNames } from "./create-type-names.ts";
import { declareConnections } from "./declare-connections.ts";
import { declareTool } from "./declare-tool.ts";
import { fetchDeclarations } from "./fetch-declarations.ts";
import { inNamespace } from "./in-namespace.ts";
import { programPrelude } from "./program-prelude.ts";

/** Beyond, tools are named and their types are not told: an editor and a checker read all of it. */
const maxChars = 8_000_000;

const cache = new WeakMap<OrganizationSnapshot, Map<string, DeclarationsOutput>>();

/** TypeScript declarations of everything that the actor's programs can call; `version` changes when they do. */
export async function toolDeclarations(context: Context): Promise<DeclarationsOutput> {
  requireAccess(context, "tool.declarations");
  const view = await toolView(context);
  const { actor } = context;
  const ofSnapshot = cache.get(view.snapshot) ?? new Map<string, DeclarationsOutput>();
  cache.set(view.snapshot, ofSnapshot);
  // Whose rules and profile are the same sees the same.
  const caller = `${actor.role} ${actor.apiKeyId ?? ""} ${actor.profile ?? ""}`;
  const known = ofSnapshot.get(caller);
  if (known) return known;
  const { namespace, members } = await declareConnections(view, { maxChars });
  const hasFetch = view.snapshot.fetchHosts !== null && actor.profile === null;
  // What somebody looks for stands first.
  const text = `declare const tools: {
${members}  /** Finds tools by words of their names and descriptions. */
  search(query: string): Promise<ToolSummary[]>;
  /** A tool's description, schemas and types. */
  describe(name: string): Promise<ToolDescription>;
};
${namespace}${programPrelude}${hasFetch ? fetchDeclarations : ""}`;
  const made = { text, version: createHash("sha256").update(text).digest("hex").slice(0, 16) };
  ofSnapshot.set(caller, made);
  return made;
}

/** How a call of one tool is written: declarations that stand alone. */
export function toolTypes(tool: ToolSnapshot): string {
  const { method, named } = declareTool(tool, createTypeNames());
  return `${inNamespace(named)}declare const tools: {\n  ${tool.connection.codeName}: {\n${method}  };\n};\n`;
}
