import type { Era, ParameterHeader } from "@patchops/protocol";
import type { ServerDescription } from "./session.ts";

/** What was found out about the server of a connection, so that it is asked once. Emptied when it proves wrong. */
export interface Knowledge {
  era?: Era | undefined;
  /** Of a legacy server over HTTP. */
  way?: "streamable" | "sse" | undefined;
  /** Whether a legacy one has asked for a client's roots: it may keep them for as long as its session lives. */
  asksRoots?: true | undefined;
  /** Of a modern one, as `server/discover` told it. */
  server?: ServerDescription | undefined;
  /** Of a modern one over HTTP: arguments that go into headers, by tool. Undefined until its tools were listed. */
  parameterHeaders?: Map<string, readonly ParameterHeader[]> | undefined;
}

export function forget(knowledge: Knowledge): void {
  knowledge.era = undefined;
  knowledge.way = undefined;
  knowledge.asksRoots = undefined;
  knowledge.server = undefined;
  knowledge.parameterHeaders = undefined;
}
