import type { Call, Content, PromptResult } from "./definition.ts";
import { tinyMedia } from "./tiny-media.ts";
import { questions } from "./tools/questions.ts";
import type { World } from "./world.ts";

interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments?: { name: string; description: string; required: boolean }[];
  get(call: Call): PromptResult | Promise<PromptResult>;
}

function says(...content: Content[]): PromptResult {
  return { messages: content.map((part) => ({ role: "user", content: part })) };
}

const text = (said: string): Content => ({ type: "text", text: said });

const always: Prompt[] = [
  {
    name: "test_simple_prompt",
    title: "Simple prompt",
    description: "Has no arguments.",
    get: () => says(text("This is a simple prompt for testing.")),
  },
  {
    name: "test_prompt_with_arguments",
    title: "Prompt with arguments",
    description: "Has two arguments.",
    arguments: [
      { name: "arg1", description: "First test argument", required: true },
      { name: "arg2", description: "Second test argument", required: true },
    ],
    get: ({ args }) => says(text(`Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'`)),
  },
  {
    name: "test_prompt_with_embedded_resource",
    title: "Prompt with a resource",
    description: "Holds a resource.",
    arguments: [{ name: "resourceUri", description: "URI of the resource to embed", required: true }],
    get: ({ args }) =>
      says(
        {
          type: "resource",
          resource: {
            uri: String(args.resourceUri),
            mimeType: "text/plain",
            text: "Embedded resource content for testing.",
          },
        },
        text("Please process the embedded resource above."),
      ),
  },
  {
    name: "test_prompt_with_image",
    title: "Prompt with an image",
    description: "Holds an image.",
    get: () =>
      says(
        { type: "image", data: tinyMedia.png, mimeType: "image/png" },
        text("Please analyze the image above."),
      ),
  },
  {
    name: "test_input_required_result_prompt",
    title: "Prompt that asks",
    description: "Asks before it answers.",
    async get({ ask }) {
      const { user_context: answer } = await ask({
        user_context: questions.form("What context should the prompt use?", { context: { type: "string" } }),
      });
      const content = answer?.content as { context?: string } | undefined;
      return says(text(`Use this context: ${content?.context ?? "none"}`));
    },
  },
];
const extra: Prompt = {
  name: "test_extra_prompt",
  title: "Extra",
  description: "Comes and goes.",
  get: () => says(text("here")),
};

const list = (world: World) => (world.hasExtra("prompts") ? [...always, extra] : always);

export const prompts = {
  list: (world: World) => list(world).map(({ get: _get, ...definition }) => definition),
  find: (name: string, world: World) => list(world).find((prompt) => prompt.name === name),
};
