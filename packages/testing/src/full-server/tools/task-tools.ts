import { setTimeout } from "node:timers/promises";
import { ProtocolFault } from "../definition.ts";
import { questions } from "./questions.ts";
import { text } from "./text.ts";
import type { Tool } from "./tool.ts";

const noArguments = { type: "object", properties: {} } as const;
const { form } = questions;

/** Tools whose calls can go on as tasks. */
export const taskTools: Tool[] = [
  {
    definition: {
      name: "greet",
      description: "Greets at once; never a task.",
      inputSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
    },
    run: ({ args }) => text(`Hello, ${String(args.name)}!`),
  },
  {
    definition: {
      name: "slow_compute",
      description: "Takes the wished time.",
      inputSchema: {
        type: "object",
        properties: { seconds: { type: "number" }, label: { type: "string" } },
      },
    },
    taskSupport: "optional",
    async run({ args, signal }) {
      await setTimeout(Number(args.seconds ?? 0) * 1000, undefined, { signal });
      return text(`Computed ${String(args.label ?? "")} in ${String(args.seconds ?? 0)} s`);
    },
  },
  {
    definition: { name: "failing_job", description: "Fails after a while.", inputSchema: noArguments },
    taskSupport: "required",
    async run({ signal }) {
      await setTimeout(200, undefined, { signal });
      return { ...text("The job failed."), isError: true };
    },
  },
  {
    definition: {
      name: "protocol_error_job",
      description: "Ends in an error of the protocol.",
      inputSchema: noArguments,
    },
    taskSupport: "optional",
    run() {
      throw new ProtocolFault(-32603, "The job broke", {});
    },
  },
  {
    definition: {
      name: "confirm_delete",
      description: "Asks before it deletes.",
      inputSchema: { type: "object", properties: { filename: { type: "string" } } },
    },
    taskSupport: "optional",
    async run({ args, ask }) {
      const { confirm } = await ask({
        confirm: form(`Delete ${String(args.filename)}?`, { confirm: { type: "boolean" } }),
      });
      return text(`Deleted: ${confirm?.action === "accept"}`);
    },
  },
  {
    definition: { name: "multi_input", description: "Asks two things at once.", inputSchema: noArguments },
    taskSupport: "optional",
    async run({ ask }) {
      const answers = await ask({
        first: form("Your first name?", { name: { type: "string" } }),
        second: form("Your second name?", { name: { type: "string" } }),
      });
      return text(`Heard ${JSON.stringify(answers)}`);
    },
  },
  {
    definition: {
      name: "test_tool_with_task",
      description: "Asks for a name, then goes on as a task.",
      inputSchema: noArguments,
    },
    taskSupport: "required",
    async prepare({ ask }) {
      const { user_name: answer } = await ask({
        user_name: form("What is your name?", { name: { type: "string" } }),
      });
      return { ...(answer?.content as { name?: string } | undefined) };
    },
    run: ({ args }) => text(`Worked for ${String(args.name)}`),
  },
];
