import { setTimeout } from "node:timers/promises";
import { text } from "./text.ts";
import type { Tool } from "./tool.ts";

const noArguments = { type: "object", properties: {} } as const;
/** So that what is told along the way arrives along the way. */
const stepMs = 50;

/** Tools that tell something before they answer. */
export const tellingTools: Tool[] = [
  {
    definition: {
      name: "test_tool_with_logging",
      description: "Logs three times.",
      inputSchema: noArguments,
    },
    async run({ log, signal }) {
      await log("info", "Tool execution started");
      await setTimeout(stepMs, undefined, { signal });
      await log("info", "Tool processing data");
      await setTimeout(stepMs, undefined, { signal });
      await log("info", "Tool execution completed");
      return text("Logged three times.");
    },
  },
  {
    definition: {
      name: "test_tool_with_progress",
      description: "Reports progress three times.",
      inputSchema: noArguments,
    },
    async run({ progress, signal }) {
      await progress({ progress: 0, total: 100, message: "begun" });
      await setTimeout(stepMs, undefined, { signal });
      await progress({ progress: 50, total: 100, message: "half way" });
      await setTimeout(stepMs, undefined, { signal });
      await progress({ progress: 100, total: 100, message: "done" });
      // The SDK's clients forget progress that arrives together with the result.
      await setTimeout(stepMs, undefined, { signal });
      return text("Reported three times.");
    },
  },
  {
    definition: {
      name: "test_logging_tool",
      description: "Logs once at each level.",
      inputSchema: noArguments,
    },
    async run({ log }) {
      for (const level of ["debug", "info", "warning", "error"] as const) await log(level, `At ${level}.`);
      return text("Logged at four levels.");
    },
  },
  {
    definition: {
      name: "test_streaming_elicitation",
      description: "Reports progress, then asks for a word.",
      inputSchema: noArguments,
    },
    async run({ progress, ask }) {
      await progress({ progress: 1, total: 2 });
      const { word } = await ask({
        word: {
          method: "elicitation/create",
          params: {
            message: "Which word?",
            requestedSchema: {
              type: "object",
              properties: { word: { type: "string" } },
              required: ["word"],
            },
          },
        },
      });
      return text(`Heard ${JSON.stringify(word)}`);
    },
  },
  {
    definition: {
      name: "test_reconnection",
      description: "Ends the stream of its answer; the answer is fetched on another.",
      inputSchema: noArguments,
    },
    async run({ closeStream, signal }) {
      closeStream?.();
      await setTimeout(stepMs, undefined, { signal });
      return text("Fetched after the stream was ended.");
    },
  },
];
