import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { Tool } from "@patchops/contract";
import { schemaFields } from "./schema-fields.ts";
import { findByCode, type ToolTable } from "./tool-table.ts";

type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

const afterTools = /\btools\.\s*([\w$]*)$/;
const afterConnection = /\btools(?:\.([A-Za-z_$][\w$]*)|\["([^"]+)"\])\.\s*([\w$]*)$/;

/** Texts from upstreams are shown as text: the tooltip's content is set as such. */
function infoOf(text: string): Pick<Completion, "info"> {
  if (!text) return {};
  return {
    info: () => {
      const element = document.createElement("div");
      element.textContent = text.slice(0, 600);
      return element;
    },
  };
}

function signature(tool: Tool): string {
  const fields = schemaFields(tool.inputSchema);
  return `(${fields
    .slice(0, 4)
    .map((field) => `${field.name}${field.isRequired ? "" : "?"}`)
    .join(", ")}${fields.length > 4 ? ", …" : ""})`;
}

function toolOption(name: string, tool: Tool): Completion {
  const takesNothing = schemaFields(tool.inputSchema).length === 0;
  return {
    label: name,
    type: "method",
    detail: signature(tool),
    ...infoOf(tool.description ?? tool.title ?? ""),
    apply: (view, _completion, from, to) => {
      const insert = takesNothing ? `${name}()` : `${name}({  })`;
      // What is called already keeps its parentheses.
      const isCalled = view.state.sliceDoc(to, to + 1) === "(";
      const text = isCalled ? name : insert;
      view.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + (isCalled || takesNothing ? text.length : text.length - 3) },
        userEvent: "input.complete",
      });
    },
  };
}

/** The call whose argument object surrounds a position: its tool, and the names that stand in the object. */
function surroundingCall(state: EditorState, position: number, table: ToolTable) {
  let node: SyntaxNode | null = syntaxTree(state).resolveInner(position, -1);
  while (node && node.name !== "ObjectExpression") {
    if (node.name === "FunctionBody" || node.name === "Block") return undefined;
    node = node.parent;
  }
  const list = node?.parent;
  const callee = list?.name === "ArgList" ? list.parent?.firstChild : undefined;
  if (!node || !callee) return undefined;
  const tool = findByCode(table, state.sliceDoc(callee.from, callee.to));
  if (!tool) return undefined;
  const given = new Set(
    node.getChildren("Property").flatMap((property) => {
      const name = property.getChild("PropertyDefinition") ?? property.getChild("String");
      return name ? [state.sliceDoc(name.from, name.to).replace(/^["']|["']$/g, "")] : [];
    }),
  );
  return { tool, given };
}

/** Whether a new property may begin here: after `{` or a comma, with at most a part of its name typed. */
const propertyStart = /[{,]\s*(["']?)([\w$]*)$/;
const stringValue = /([\w$]+)["']?\s*:\s*["']([^"'\n]*)$/;

function completeArguments(context: CompletionContext, table: ToolTable): CompletionResult | null {
  const { state, pos } = context;
  const call = surroundingCall(state, pos, table);
  if (!call) return null;
  const before = state.sliceDoc(Math.max(0, pos - 400), pos);
  const fields = schemaFields(call.tool.inputSchema);
  const value = stringValue.exec(before);
  if (value) {
    const field = fields.find((candidate) => candidate.name === value[1]);
    if (!field?.choices.length) return null;
    return {
      from: pos - (value[2]?.length ?? 0),
      options: field.choices.map((choice) => ({ label: choice, type: "enum" })),
      validFor: /^[^"']*$/,
    };
  }
  const start = propertyStart.exec(before);
  if (!start || start[1]) return null;
  const typed = start[2] ?? "";
  return {
    from: pos - typed.length,
    options: fields
      .filter((field) => !call.given.has(field.name) || field.name === typed)
      .map((field, index) => ({
        label: field.name,
        type: "property",
        detail: field.isRequired ? `${field.type}, required` : field.type,
        boost: 50 - index,
        ...infoOf(field.description),
        apply: /^[A-Za-z_$][\w$]*$/.test(field.name) ? `${field.name}: ` : `${JSON.stringify(field.name)}: `,
      })),
    validFor: /^[\w$]*$/,
  };
}

/** Connections after `tools.`, tools after a connection, argument names and listed values inside a call. */
export function completeTools(context: CompletionContext, table: ToolTable): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const inConnection = afterConnection.exec(before);
  if (inConnection) {
    const tools = table.get(inConnection[1] ?? inConnection[2] ?? "");
    if (!tools) return null;
    return {
      from: context.pos - (inConnection[3]?.length ?? 0),
      options: [...tools].map(([name, tool]) => toolOption(name, tool)),
      validFor: /^[\w$]*$/,
    };
  }
  const inTools = afterTools.exec(before);
  if (inTools) {
    return {
      from: context.pos - (inTools[1]?.length ?? 0),
      options: [
        ...[...table].map(([name, tools]) => ({
          label: name,
          type: "namespace",
          detail: `${tools.size} tools`,
          boost: 10,
        })),
        { label: "search", type: "method", detail: "(query)", ...infoOf("Finds tools by words.") },
        {
          label: "describe",
          type: "method",
          detail: "(name)",
          ...infoOf("A tool's description and schemas."),
        },
      ],
      validFor: /^[\w$]*$/,
    };
  }
  return completeArguments(context, table);
}
