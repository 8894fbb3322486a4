import { basename } from "node:path";
import { type WorkflowConfigInput, workflowConfigSchema, workflowNameSchema } from "@patchops/contract";
import { parse } from "yaml";
import { usageError } from "./usage-error.ts";

export interface WorkflowFile {
  name: string;
  notes?: string;
  /** All of it: the front matter is a comment, so that lines keep their numbers. */
  code: string;
  config: WorkflowConfigInput;
}

const frontMatter = /^\s*\/\*---\r?\n([\s\S]*?)\r?\n\s*---\*\//;

/**
 * Reads a workflow's file: a program whose settings stand in YAML in its first comment, between `/*---` and its end. Its name is what
 * stands there, else the file's own.
 */
export function readWorkflowFile(path: string, code: string): WorkflowFile {
  const [, text = ""] = frontMatter.exec(code) ?? [];
  let settings: unknown;
  try {
    settings = parse(text) ?? {};
  } catch (error) {
    throw usageError(`The settings in ${path} are no YAML: ${error instanceof Error ? error.message : ""}`);
  }
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    throw usageError(`The settings in ${path} are no list of names and values.`);
  }
  const { name = basename(path).replace(/\.[^.]*$/, ""), ...config } = settings as Record<string, unknown>;
  const named = workflowNameSchema.safeParse(name);
  if (!named.success) {
    throw usageError(`${String(name)} is no name of a workflow.`, "Write `name: …` in the file's settings.");
  }
  const checked = workflowConfigSchema.safeParse(config);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const field = issue?.path.join(".") || "The settings";
    throw usageError(`${path}: ${field}: ${issue?.message ?? "not as expected"}`);
  }
  return { name: named.data, code, config: config as WorkflowConfigInput };
}
