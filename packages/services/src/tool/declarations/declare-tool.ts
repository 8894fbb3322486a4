import type { ToolSnapshot } from "../../connection/index.ts";
import type { createTypeNames } from "./create-type-names.ts";
import { docComment } from "./doc-comment.ts";
import { memberName } from "./literal.ts";
import { isSchemaObject } from "./reference.ts";
import { schemaType } from "./schema-type.ts";

/** How much of a description stands above its tool. */
const maxLines = 12;
const indent = "    ";

export interface DeclaredTool {
  /** A method, as it stands within its connection. */
  method: string;
  /** Declarations for the namespace `Tools`. */
  named: string[];
}

export function declareTool(tool: ToolSnapshot, names: ReturnType<typeof createTypeNames>): DeclaredTool {
  const { description, inputSchema, outputSchema } = tool.definition;
  const own = names.within(`${tool.connection.codeName}_${tool.codeName}`);
  const args = schemaType(inputSchema, { names: own, hint: "Args", indent });
  const result = outputSchema ? schemaType(outputSchema, { names: own, hint: "Result", indent }) : undefined;
  const required = isSchemaObject(inputSchema) ? inputSchema.required : undefined;
  const isNeeded = Array.isArray(required) && required.length > 0;
  const note = typeof description === "string" ? docComment(description.split("\n", maxLines), indent) : "";
  return {
    method: `${note}${indent}${memberName(tool.codeName)}(args${isNeeded ? "" : "?"}: ${args.text}): Promise<${result?.text ?? "any"}>;\n`,
    named: [...args.named, ...(result?.named ?? [])],
  };
}

/** The same where a tool's types have no room any more. */
export function declareBriefly(tool: ToolSnapshot): DeclaredTool {
  return { method: `${indent}${memberName(tool.codeName)}(args?: any): Promise<any>;\n`, named: [] };
}
