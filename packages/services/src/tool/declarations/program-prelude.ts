/** What a program finds besides the language and its tools, as the types that are served tell it. */
export const programPrelude = `/** A failed tool call. */
declare class ToolError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly connection: string;
  readonly tool: string;
}
/** The run's input. */
declare const input: any;
/** An image, a sound or a file of an answer. Returned as it is, it is shown. */
declare class ContentBlob {
  readonly type?: "image" | "audio";
  readonly mimeType?: string;
  /** Of a file: where it is from. */
  readonly uri?: string;
  /** In bytes. */
  readonly size: number;
  bytes(): Uint8Array;
  arrayBuffer(): ArrayBuffer;
  text(): string;
}
/** A text, a ContentBlob (an image, a sound), a link, or an embedded file in \`resource\`. */
interface ContentBlock { type: string; text: any; mimeType?: string; data?: string; resource?: any; uri?: string; name?: string; readonly size: number; bytes(): Uint8Array; arrayBuffer(): ArrayBuffer }
/** A text, or a ContentBlob with \`blob\`, base64. */
interface ResourceContents { uri: string; mimeType?: string; text: any; blob?: string; readonly size: number; bytes(): Uint8Array; arrayBuffer(): ArrayBuffer }
declare const resources: {
  /** Reads a resource by the URI that lists and links name. */
  read(uri: string): Promise<{ contents: ResourceContents[] }>;
};
declare const prompts: {
  /** A prompt's messages, its arguments put in. */
  get(name: string, args?: Record<string, string>): Promise<{ description?: string; messages: { role: "user" | "assistant"; content: ContentBlock }[] }>;
};
interface ToolSummary { name: string; path: string; description: string }
/** \`types\`: how its call is written, in TypeScript. */
interface ToolDescription { name: string; path: string; description: string | null; inputSchema: any; outputSchema: any; types: string; [name: string]: any }
`;
