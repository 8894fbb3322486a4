import type { WorkflowSnapshot } from "../../connection/index.ts";
import type { createTypeNames } from "./create-type-names.ts";
import type { DeclaredTool } from "./declare-tool.ts";
import { docComment } from "./doc-comment.ts";
import { literalType } from "./literal.ts";
import { isSchemaObject } from "./reference.ts";
import { schemaType } from "./schema-type.ts";

const maxLines = 12;
const indent = "  ";

/** A workflow as programs call it: `workflows.run` by its name, a member of `workflows`. */
export function declareWorkflow(
  { name, definition }: WorkflowSnapshot,
  names: ReturnType<typeof createTypeNames>,
): DeclaredTool {
  const { description, inputSchema, outputSchema } = definition;
  const own = names.within(`workflow_${name}`);
  const input = schemaType(inputSchema, { names: own, hint: "Input", indent });
  const result = outputSchema ? schemaType(outputSchema, { names: own, hint: "Result", indent }) : undefined;
  const required = isSchemaObject(inputSchema) ? inputSchema.required : undefined;
  const isNeeded = Array.isArray(required) && required.length > 0;
  const note = docComment(String(description).split("\n", maxLines), indent);
  return {
    method: `${note}${indent}run(name: ${literalType(name)}, input${isNeeded ? "" : "?"}: ${input.text}): Promise<${result?.text ?? "any"}>;\n`,
    named: [...input.named, ...(result?.named ?? [])],
  };
}
