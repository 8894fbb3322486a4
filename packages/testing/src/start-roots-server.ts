import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  RootsListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { serveStreamableHttp } from "./full-server/legacy/serve-streamable-http.ts";

export interface RootsServer {
  url: string;
  /** Sessions that have ended. */
  readonly ended: number;
  close(): Promise<void>;
}

/**
 * A legacy server that keeps its client's roots for each session, as many do: it asks for them as soon as the session stands, and again
 * whenever it is told that they have changed. Its tool `known_roots` answers what it knows.
 */
export async function startRootsServer(): Promise<RootsServer> {
  let ended = 0;

  function create(): Server {
    const server = new Server({ name: "roots", version: "1.0.0" }, { capabilities: { tools: {} } });
    let known = "nothing yet";
    const learn = async () => {
      if (server.getClientCapabilities()?.roots === undefined) return;
      try {
        known = (await server.listRoots()).roots.map(({ uri }) => uri).join(" ");
      } catch (error) {
        known = `no roots: ${String(error)}`;
      }
    };
    server.oninitialized = () => void learn();
    server.onclose = () => {
      ended += 1;
    };
    server.setNotificationHandler(RootsListChangedNotificationSchema, learn);
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: [{ name: "known_roots", inputSchema: { type: "object" as const } }],
    }));
    server.setRequestHandler(CallToolRequestSchema, () => ({ content: [{ type: "text", text: known }] }));
    return server;
  }

  const { url, close } = await serveStreamableHttp(create);
  return {
    url,
    get ended() {
      return ended;
    },
    close,
  };
}
