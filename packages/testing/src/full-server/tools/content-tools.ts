import type { ToolResult } from "../definition.ts";
import { tinyMedia } from "../tiny-media.ts";
import { text } from "./text.ts";
import type { Tool } from "./tool.ts";

const noArguments = { type: "object", properties: {} } as const;
const image = { type: "image", data: tinyMedia.png, mimeType: "image/png" } as const;

function always(name: string, description: string, result: ToolResult): Tool {
  return { definition: { name, description, inputSchema: noArguments }, run: () => result };
}

/** Tools that answer at once: every kind of content, every kind of schema. */
export const contentTools: Tool[] = [
  {
    definition: {
      name: "test_simple_text",
      title: "Simple text",
      description: "Answers one text.",
      inputSchema: noArguments,
      annotations: { readOnlyHint: true, openWorldHint: false },
      icons: [{ src: `data:image/png;base64,${tinyMedia.png}`, mimeType: "image/png", sizes: ["1x1"] }],
      _meta: { "test.example/note": { kept: true } },
    },
    run: () => text("This is a simple text response for testing."),
  },
  always("test_image_content", "Answers an image.", { content: [image] }),
  always("test_audio_content", "Answers a sound.", {
    content: [{ type: "audio", data: tinyMedia.wav, mimeType: "audio/wav" }],
  }),
  always("test_embedded_resource", "Answers a resource in full.", {
    content: [
      {
        type: "resource",
        resource: {
          uri: "test://embedded-resource",
          mimeType: "text/plain",
          text: "This is an embedded resource content.",
        },
      },
    ],
  }),
  always("test_resource_link", "Answers a link to a resource.", {
    content: [
      { type: "resource_link", uri: "test://static-text", name: "static-text", mimeType: "text/plain" },
    ],
  }),
  always("test_multiple_content_types", "Answers text, image and resource together.", {
    content: [
      { type: "text", text: "Multiple content types test:" },
      image,
      {
        type: "resource",
        resource: {
          uri: "test://mixed-content-resource",
          mimeType: "application/json",
          text: JSON.stringify({ test: "data", value: 123 }),
        },
      },
    ],
  }),
  {
    definition: {
      name: "test_structured_content",
      description: "Answers structured content beside its text.",
      inputSchema: noArguments,
      outputSchema: {
        type: "object",
        properties: { celsius: { type: "number" }, sky: { type: "string" } },
        required: ["celsius", "sky"],
      },
    },
    run() {
      const weather = { celsius: 21.5, sky: "clear" };
      return { ...text(JSON.stringify(weather)), structuredContent: weather };
    },
  },
  {
    definition: {
      name: "test_app",
      description: "Is shown by an MCP App.",
      inputSchema: noArguments,
      _meta: { ui: { resourceUri: "ui://test/app.html" } },
    },
    run: () => text("Shown in an app."),
  },
  {
    definition: {
      name: "test_big_result",
      description: "Answers a text of the wished size.",
      inputSchema: { type: "object", properties: { sizeBytes: { type: "integer", minimum: 0 } } },
    },
    run: ({ args }) => text("x".repeat(Number(args.sizeBytes ?? 1024 * 1024))),
  },
  {
    definition: { name: "test_error_handling", description: "Always fails.", inputSchema: noArguments },
    run() {
      return { ...text("This tool intentionally returns an error for testing"), isError: true };
    },
  },
  {
    definition: {
      name: "test_x_mcp_header",
      description: "Has arguments that are repeated in headers.",
      inputSchema: {
        type: "object",
        properties: {
          region: { type: "string", description: "Repeated in a header.", "x-mcp-header": "Region" },
          level: { type: "integer", description: "Not repeated." },
        },
      },
    },
    run: ({ args }) => text(`region=${String(args.region)} level=${String(args.level)}`),
  },
  {
    definition: {
      name: "json_schema_2020_12_tool",
      description: "Uses what JSON Schema 2020-12 added.",
      inputSchema: {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        $defs: {
          address: {
            $anchor: "addressDef",
            type: "object",
            properties: { street: { type: "string" }, city: { type: "string" } },
          },
        },
        properties: {
          name: { type: "string" },
          address: { $ref: "#/$defs/address" },
          contactMethod: { type: "string", enum: ["phone", "email"] },
          phone: { type: "string" },
          email: { type: "string" },
        },
        allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
        if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: { required: ["phone"] },
        else: { required: ["email"] },
        additionalProperties: false,
      },
    },
    run: ({ args }) => text(JSON.stringify(args)),
  },
];
