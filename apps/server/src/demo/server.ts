import { AppError } from "@patchops/contract";
import { isJsonObject, type JsonObject, type RpcRequest, rpcErrorCodes } from "@patchops/protocol";
import type { InProcessServer } from "@patchops/upstream";
import { demoTools } from "./tools.ts";

const protocolVersion = "2025-11-25";

/**
 * The bundled demo tools as an MCP server in this process (revision 2025-11-25): deterministic, offline, no hole in the
 * address guard.
 */
export function createDemoServer(version: string): InProcessServer {
  const tools = new Map(demoTools.map((tool) => [tool.definition.name, tool]));

  async function answer(
    request: RpcRequest,
    call: { signal: AbortSignal; notify: (method: string, params: JsonObject) => void },
  ): Promise<JsonObject> {
    const params = request.params ?? {};
    switch (request.method) {
      case "initialize":
        return {
          protocolVersion,
          capabilities: { tools: { listChanged: false } },
          serverInfo: { name: "patchops-demo", title: "Demo shop", version },
          instructions: "A small shop to try things on. Its data is the same every time.",
        };
      case "ping":
        return {};
      case "tools/list":
        return { tools: demoTools.map((tool) => tool.definition) };
      case "tools/call": {
        const tool = tools.get(String(params.name));
        if (!tool) throw new RpcError(rpcErrorCodes.invalidParams, `There is no tool ${String(params.name)}.`);
        const token = isJsonObject(params._meta) ? params._meta.progressToken : undefined;
        return tool.call(isJsonObject(params.arguments) ? params.arguments : {}, {
          signal: call.signal,
          onProgress: (progress) => {
            if (token !== undefined) call.notify("notifications/progress", { progressToken: token, ...progress });
          },
        });
      }
      default:
        throw new RpcError(rpcErrorCodes.methodNotFound, `The demo does not know ${request.method}.`);
    }
  }
  return { answer } as unknown as InProcessServer;
}

class RpcError extends AppError {
  readonly rpcCode: number;
  constructor(rpcCode: number, message: string) {
    super("upstream_error", message);
    this.rpcCode = rpcCode;
  }
}
