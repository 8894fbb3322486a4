import type { ToolSnapshot, WorkflowSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { createTypeNames } from "./declarations/create-type-names.ts";
import { declareConnections } from "./declarations/declare-connections.ts";
import { declareWorkflow } from "./declarations/declare-workflow.ts";
import { inNamespace } from "./declarations/in-namespace.ts";
import { findTool, nearest } from "./find.ts";
import { offeredWorkflows } from "./offered-workflows.ts";
import { type ToolView, toolView } from "./view.ts";

/** What a model reads before it writes a program. */
export interface DescribedForCode {
  /** TypeScript of those that were found; empty when none was. */
  declarations: string;
  /** The names that are no tool of the view, with the one that may have been meant. */
  unknown: { name: string; near: string | null }[];
}

/** Beyond, types are not told: nobody's context takes them. */
const maxChars = 60_000;

/** `tools.connection.tool`, also in brackets. */
const codePath =
  /^tools(?:\.([A-Za-z_$][\w$]*)|\["([^"]+)"\])(?:\.([A-Za-z_$][\w$]*)|\["([^"]+)"\])(?:\(.*\))?$/s;

/** Declarations of tools and workflows of the actor's view, by their names or code paths. What a policy blocks is unknown. */
export async function describeForCode(
  context: Context,
  { names }: { names: readonly string[] },
): Promise<DescribedForCode> {
  requireAccess(context, "tool.list");
  const view = await toolView(context);
  const workflows = await offeredWorkflows(context);
  const found = new Set<ToolSnapshot>();
  const called = new Set<WorkflowSnapshot>();
  const unknown: DescribedForCode["unknown"] = [];
  for (const name of names) {
    const tool = lookUp(view, name.trim());
    const workflow = workflows.find((each) => each.name === workflowName(name.trim()));
    if (tool && view.offers(tool)) found.add(tool);
    else if (workflow) called.add(workflow);
    else unknown.push({ name, near: nearTo(view, name.trim()) });
  }
  if (found.size + called.size === 0) return { declarations: "", unknown };
  const { namespace, members } = await declareConnections(view, { wanted: found, maxChars });
  const typeNames = createTypeNames();
  const declared = [...called].map((workflow) => declareWorkflow(workflow, typeNames));
  const parts = [
    namespace + inNamespace(declared.flatMap(({ named }) => named)),
    found.size === 0 ? "" : `declare const tools: {\n${members}};\n`,
    called.size === 0
      ? ""
      : `declare const workflows: {\n${declared.map(({ method }) => method).join("")}};\n`,
  ];
  return { declarations: parts.join(""), unknown };
}

/** Of `workflows.run("name", input)`, or the name alone. */
function workflowName(text: string): string {
  return /^workflows\.run\(\s*["'`]([^"'`]+)["'`].*$/s.exec(text)?.[1] ?? text;
}

function lookUp({ snapshot, profile }: ToolView, name: string): ToolSnapshot | null {
  const path = codePath.exec(name);
  const connection = path?.[1] ?? path?.[2];
  const tool = path?.[3] ?? path?.[4];
  try {
    const wanted = connection !== undefined && tool !== undefined ? { connection, tool } : { name };
    return findTool(snapshot, wanted, profile);
  } catch {
    return null;
  }
}

function nearTo({ tools, offers }: ToolView, name: string): string | null {
  const offered = [...tools.values()].filter(offers);
  const paths = new Map(
    offered.map(({ connection, codeName }) => [`tools.${connection.codeName}.${codeName}`, true]),
  );
  return (
    nearest(name, name.startsWith("tools") ? paths.keys() : offered.map((tool) => tool.exposedName)) ?? null
  );
}
