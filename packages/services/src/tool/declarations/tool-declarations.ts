import { createHash } from "node:crypto";
import type { DeclarationsOutput } from "@patchops/contract";
import type { OrganizationSnapshot, ToolSnapshot } from "../../connection/index.ts";
import type { Context } from "../../context.ts";
import { requireScope } from "../../require-scope.ts";
import { takeTurns } from "../../take-turns.ts";
import { type ToolView, toolView } from "../view.ts";
import { createTypeNames } from "./create-type-names.ts";
import { declareBriefly, declareTool } from "./declare-tool.ts";
import { docComment } from "./doc-comment.ts";
import { programPrelude } from "./program-prelude.ts";

/** Beyond, tools are named and their types are not told: an editor and a checker read all of it. */
const maxChars = 8_000_000;

const inNamespace = (named: readonly string[]): string =>
  named.length === 0 ? "" : `declare namespace Tools {\n${named.join("")}}\n`;

async function declareAll({ snapshot, profile, inside, offers }: ToolView): Promise<string> {
  const othersFirst = takeTurns();
  const names = createTypeNames();
  const connections: string[] = [];
  const named: string[] = [];
  let charsLeft = maxChars;
  for (const { id, name, codeName } of snapshot.connectionsByCodeName.values()) {
    const methods: string[] = [];
    for (const tool of snapshot.toolsByConnection.get(id) ?? []) {
      await othersFirst();
      const known = inside(tool);
      if (!known || !offers(known)) continue;
      const declared = charsLeft > 0 ? declareTool(known, names) : declareBriefly(known);
      methods.push(declared.method);
      named.push(...declared.named);
      charsLeft -= declared.named.reduce((sum, text) => sum + text.length, declared.method.length);
    }
    if (methods.length === 0 && profile !== null) continue;
    connections.push(`${docComment([name], "  ")}  ${codeName}: {\n${methods.join("")}  };\n`);
  }
  return `${programPrelude}${inNamespace(named)}declare const tools: {
  /** Finds tools by words of their names and descriptions. */
  search(query: string): Promise<ToolSummary[]>;
  /** A tool's description, schemas and types. */
  describe(name: string): Promise<ToolDescription>;
${connections.join("")}};
`;
}

const cache = new WeakMap<OrganizationSnapshot, Map<string, DeclarationsOutput>>();

/** TypeScript declarations of everything that the actor's programs can call; `version` changes when they do. */
export async function toolDeclarations(context: Context): Promise<DeclarationsOutput> {
  requireScope(context, "tools:read");
  const view = await toolView(context);
  const { actor } = context;
  const ofSnapshot = cache.get(view.snapshot) ?? new Map<string, DeclarationsOutput>();
  cache.set(view.snapshot, ofSnapshot);
  // Whose rules and profile are the same sees the same.
  const caller = `${actor.role} ${actor.apiKeyId ?? ""} ${actor.profile ?? ""}`;
  const known = ofSnapshot.get(caller);
  if (known) return known;
  const text = await declareAll(view);
  const made = { text, version: createHash("sha256").update(text).digest("hex").slice(0, 16) };
  ofSnapshot.set(caller, made);
  return made;
}

/** How a call of one tool is written: declarations that stand alone. */
export function toolTypes(tool: ToolSnapshot): string {
  const { method, named } = declareTool(tool, createTypeNames());
  return `${inNamespace(named)}declare const tools: {\n  ${tool.connection.codeName}: {\n${method}  };\n};\n`;
}
