import { isJsonObject, type JsonObject } from "@patchops/protocol";
import { z } from "zod";
import { failure } from "./results.ts";

/** What a demo tool may use while it works. */
interface DemoCall {
  signal: AbortSignal;
  onProgress: (progress: { progress: number; total: number; message: string }) => void;
  /** Asks the person behind the caller (2025-11-25, elicitation in form mode). Rejects where nobody can be asked. */
  askPerson: (question: { message: string; requestedSchema: JsonObject }) => Promise<JsonObject>;
}

export interface DemoTool {
  definition: { name: string } & Record<string, unknown>;
  call(args: unknown, call: DemoCall): Promise<Record<string, unknown>>;
}

/** A tool whose published schema is the one that its arguments are checked against; what does not fit is answered as `isError`. */
export function defineTool<Input extends z.ZodObject>(tool: {
  input: Input;
  definition: { name: string } & Record<string, unknown>;
  call(args: z.output<Input>, call: DemoCall): Promise<Record<string, unknown>>;
}): DemoTool {
  const { $schema, ...inputSchema } = z.toJSONSchema(tool.input, { io: "input" });
  const allowed = (field: unknown): string => {
    const property = inputSchema.properties?.[String(field)];
    if (!isJsonObject(property)) return "";
    const { description, default: fallback, pattern, ...rule } = property;
    return ` Allowed: ${JSON.stringify(rule)}.`;
  };
  return {
    definition: { ...tool.definition, inputSchema },
    async call(args, call) {
      const parsed = tool.input.safeParse(args);
      if (parsed.success) return tool.call(parsed.data, call);
      const lines = parsed.error.issues.map(
        ({ path, message }) => `${path.join(".") || "arguments"}: ${message}.${allowed(path[0])}`,
      );
      return failure(lines.join("\n"));
    },
  };
}
