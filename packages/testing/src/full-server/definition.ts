export type Json = Record<string, unknown>;

export type Content =
  | { type: "text"; text: string }
  | { type: "image" | "audio"; data: string; mimeType: string }
  | { type: "resource"; resource: { uri: string; mimeType: string; text: string } }
  | { type: "resource_link"; uri: string; name: string; mimeType?: string };

export type ToolResult = { content: Content[]; structuredContent?: Json; isError?: boolean };

export type PromptResult = { messages: { role: "user" | "assistant"; content: Content }[] };

export type LogLevel = "debug" | "info" | "notice" | "warning" | "error" | "critical" | "alert" | "emergency";

/** What a server may ask of a client in the middle of a request. */
export interface Question {
  method: "elicitation/create" | "sampling/createMessage" | "roots/list";
  params: Json;
}

/** A request being answered, the same for both eras. */
export interface Call {
  args: Json;
  /** Revisions up to 2025-11-25 are legacy, 2026-07-28 is modern. */
  era: "legacy" | "modern";
  signal: AbortSignal;
  clientCapabilities: Json;
  /** Sent only when the client gave a token. */
  progress(step: { progress: number; total: number; message?: string }): Promise<void>;
  /** Sent only when the client wants this level. */
  log(level: LogLevel, data: unknown): Promise<void>;
  /**
   * Asks the client and answers what it said, by the questions' names. In the modern era the request ends here with
   * `input_required` and runs again from its start, so nothing may happen before a question that must not happen twice.
   */
  ask(questions: Record<string, Question>, options?: { isSealed?: boolean }): Promise<Record<string, Json>>;
  /** Ends the answer's stream; the client fetches the rest by `Last-Event-ID`. Legacy over streamable HTTP only. */
  closeStream?(): void;
  /** Says that what was asked by URL is done. Legacy only. */
  completeElicitation?(elicitationId: string): Promise<void>;
}

export interface ToolDefinition {
  name: string;
  description: string;
  inputSchema: { type: "object"; [keyword: string]: unknown };
  [field: string]: unknown;
}

/** An error of the protocol, not of a tool. */
export class ProtocolFault extends Error {
  readonly code: number;
  readonly data: Json;
  constructor(code: number, message: string, data: Json) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
