import { createHash } from "node:crypto";
import type { DeclarationsOutput } from "@patchops/contract";
import type { OrganizationSnapshot, ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { takeTurns } from "../take-turns.ts";
import { schemaType } from "./schema-type.ts";
import { type ToolView, toolView } from "./view.ts";

const prelude = `/** A failed tool call. */
declare class ToolError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly connection: string;
  readonly tool: string;
}
/** The run's input. */
declare const input: any;
/** An image, a sound or a file of an answer. Returned as it is, it is shown. */
declare class ContentBlob {
  readonly type?: "image" | "audio";
  readonly mimeType?: string;
  /** Of a file: where it is from. */
  readonly uri?: string;
  /** In bytes. */
  readonly size: number;
  bytes(): Uint8Array;
  arrayBuffer(): ArrayBuffer;
  text(): string;
}
/** A text, a ContentBlob (an image, a sound), a link, or an embedded file in \`resource\`. */
interface ContentBlock { type: string; text: any; mimeType?: string; data?: string; resource?: any; uri?: string; name?: string; readonly size: number; bytes(): Uint8Array; arrayBuffer(): ArrayBuffer }
/** A text, or a ContentBlob with \`blob\`, base64. */
interface ResourceContents { uri: string; mimeType?: string; text: any; blob?: string; readonly size: number; bytes(): Uint8Array; arrayBuffer(): ArrayBuffer }
declare const resources: {
  /** Reads a resource by the URI that lists and links name. */
  read(uri: string): Promise<{ contents: ResourceContents[] }>;
};
declare const prompts: {
  /** A prompt's messages, its arguments put in. */
  get(name: string, args?: Record<string, string>): Promise<{ description?: string; messages: { role: "user" | "assistant"; content: ContentBlock }[] }>;
};
interface ToolSummary { name: string; path: string; description: string }
`;

function comment(text: string, indent: string): string {
  const lines = text.replaceAll("*/", "* /").split("\n").slice(0, 12);
  return lines.length === 1
    ? `${indent}/** ${lines[0]} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

function declareTool(tool: ToolSnapshot): string {
  const { definition } = tool;
  const argumentsType = schemaType(definition.inputSchema);
  const required = (definition.inputSchema as { required?: unknown } | undefined)?.required;
  const optional = Array.isArray(required) && required.length > 0 ? "" : "?";
  const resultType = definition.outputSchema ? schemaType(definition.outputSchema) : "any";
  const description =
    typeof definition.description === "string" ? comment(definition.description, "    ") : "";
  return `${description}    ${tool.codeName}(args${optional}: ${argumentsType}): Promise<${resultType}>;\n`;
}

async function declareAll({ snapshot, profile, inside, offers }: ToolView): Promise<string> {
  const othersFirst = takeTurns();
  const isNarrowed = profile !== null;
  const connections: string[] = [];
  for (const connection of snapshot.connectionsByCodeName.values()) {
    const tools: string[] = [];
    for (const tool of snapshot.toolsByConnection.get(connection.id) ?? []) {
      await othersFirst();
      const known = inside(tool);
      if (known && offers(known)) tools.push(declareTool(known));
    }
    if (tools.length === 0 && isNarrowed) continue;
    const { name, codeName } = connection;
    connections.push(`${comment(name, "  ")}  ${codeName}: {\n${tools.join("")}  };\n`);
  }
  return `${prelude}declare const tools: {
  /** Finds tools by words of their names and descriptions. */
  search(query: string): Promise<ToolSummary[]>;
  /** A tool's description and schemas. */
  describe(name: string): Promise<unknown>;
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
