import type { ToolSnapshot } from "../../connection/index.ts";
import { takeTurns } from "../../take-turns.ts";
import type { ToolView } from "../view.ts";
import { createTypeNames } from "./create-type-names.ts";
import { declareBriefly, declareTool } from "./declare-tool.ts";
import { docComment } from "./doc-comment.ts";
import { inNamespace } from "./in-namespace.ts";

export interface DeclaredConnections {
  /** The types that the members name, as a declaration of its own. */
  namespace: string;
  /** Of `tools`: a connection each. */
  members: string;
}

/**
 * The tools of a view that its actor is offered, or of them the wanted ones, in TypeScript. After `maxChars` tools are named and their
 * types are not told.
 */
export async function declareConnections(
  { snapshot, profile, inside, offers }: ToolView,
  { wanted, maxChars }: { wanted?: ReadonlySet<ToolSnapshot>; maxChars: number },
): Promise<DeclaredConnections> {
  const othersFirst = takeTurns();
  const names = createTypeNames();
  const isNarrowed = profile !== null || wanted !== undefined;
  const members: string[] = [];
  const named: string[] = [];
  let charsLeft = maxChars;
  for (const { id, name, codeName } of snapshot.connectionsByCodeName.values()) {
    const methods: string[] = [];
    for (const tool of snapshot.toolsByConnection.get(id) ?? []) {
      await othersFirst();
      const known = inside(tool);
      if (!known || !offers(known) || wanted?.has(known) === false) continue;
      const declared = charsLeft > 0 ? declareTool(known, names) : declareBriefly(known);
      methods.push(declared.method);
      named.push(...declared.named);
      charsLeft -= declared.named.reduce((sum, text) => sum + text.length, declared.method.length);
    }
    if (methods.length === 0 && isNarrowed) continue;
    members.push(`${docComment([name], "  ")}  ${codeName}: {\n${methods.join("")}  };\n`);
  }
  return { namespace: inNamespace(named), members: members.join("") };
}
