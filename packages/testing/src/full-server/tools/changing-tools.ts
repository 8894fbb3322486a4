import { once } from "node:events";
import type { ListKind } from "../world.ts";
import { text } from "./text.ts";
import type { Tool } from "./tool.ts";

const noArguments = { type: "object", properties: {} } as const;
const named = { type: "object", properties: { token: { type: "string" } }, required: ["token"] } as const;

function toggles(name: string, kind: ListKind): Tool {
  return {
    definition: {
      name,
      description: `Adds an entry to the list of ${kind}, or takes it away.`,
      inputSchema: noArguments,
    },
    run(_call, world) {
      world.toggleExtra(kind);
      return text(world.hasExtra(kind) ? "added" : "removed");
    },
  };
}

/** Tools by which a test changes what the server has, and learns what became of its calls. */
export const changingTools: Tool[] = [
  toggles("test_trigger_tool_change", "tools"),
  toggles("test_trigger_prompt_change", "prompts"),
  toggles("test_trigger_resource_change", "resources"),
  {
    definition: {
      name: "test_update_watched_resource",
      description: "Changes test://watched-resource, or a part of it.",
      inputSchema: {
        type: "object",
        properties: { text: { type: "string" }, part: { type: "string" } },
        required: ["text"],
      },
    },
    run({ args }, world) {
      const part = args.part === undefined ? "" : `/${String(args.part)}`;
      world.updateResource(`test://watched-resource${part}`, String(args.text));
      return text("updated");
    },
  },
  {
    definition: {
      name: "test_wait_for_cancel",
      description: "Reports progress once, then answers only when it is cancelled, which nobody hears.",
      inputSchema: named,
    },
    async run({ args, progress, signal }, world) {
      await progress({ progress: 1, total: 2, message: "waiting" });
      if (!signal.aborted) await once(signal, "abort");
      world.noteCancelled(String(args.token));
      return text("cancelled");
    },
  },
  {
    definition: {
      name: "test_was_cancelled",
      description: "Answers once test_wait_for_cancel was cancelled under this token.",
      inputSchema: named,
    },
    async run({ args, signal }, world) {
      await world.untilCancelled(String(args.token), signal);
      return text(`${String(args.token)} was cancelled`);
    },
  },
];
