import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import {
  CreateMessageResultSchema,
  ElicitResultSchema,
  ListRootsResultSchema,
  McpError,
  type ServerNotification,
  type ServerRequest,
} from "@modelcontextprotocol/sdk/types.js";
import type { Call, Json, LogLevel, Question } from "../definition.ts";
import { logLevels } from "../log-levels.ts";

const answers = {
  "elicitation/create": ElicitResultSchema,
  "sampling/createMessage": CreateMessageResultSchema,
  "roots/list": ListRootsResultSchema,
};
const needed = {
  "elicitation/create": "elicitation",
  "sampling/createMessage": "sampling",
  "roots/list": "roots",
} as const;

/** A request of the legacy era: questions are requests of the server's on the same stream. */
export function createLegacyCall({
  server,
  args,
  extra,
  level: wanted,
}: {
  server: Server;
  args: Json;
  extra: RequestHandlerExtra<ServerRequest, ServerNotification>;
  level: LogLevel;
}): Call {
  const capabilities = server.getClientCapabilities() ?? {};
  const token = extra._meta?.progressToken;

  function ask({ method, params }: Question): Promise<Json> {
    if (capabilities[needed[method]] === undefined) {
      throw new McpError(-32600, `The client has no ${needed[method]}`);
    }
    // The shapes are the tools' own, and meant to be odd at times.
    const request = { method, params } as ServerRequest;
    return extra.sendRequest(request, answers[method], { signal: extra.signal });
  }

  const { closeSSEStream } = extra;
  return {
    args,
    era: "legacy",
    signal: extra.signal,
    clientCapabilities: capabilities,
    async progress(step) {
      if (token === undefined) return;
      await extra.sendNotification({
        method: "notifications/progress",
        params: { progressToken: token, ...step },
      });
    },
    async log(level, data) {
      if (logLevels.indexOf(level) < logLevels.indexOf(wanted)) return;
      await extra.sendNotification({
        method: "notifications/message",
        params: { level, logger: "full-server", data },
      });
    },
    async ask(questions) {
      const asked = Object.entries(questions).map(async ([key, question]) => [key, await ask(question)]);
      return Object.fromEntries(await Promise.all(asked));
    },
    async completeElicitation(elicitationId) {
      await extra.sendNotification({
        method: "notifications/elicitation/complete",
        params: { elicitationId },
      });
    },
    ...(closeSSEStream === undefined ? {} : { closeStream: closeSSEStream }),
  };
}
