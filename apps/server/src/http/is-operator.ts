import type { IncomingMessage } from "node:http";
import { equalConstantTime } from "@patchops/vault";

/** Whether a request comes from this host and holds the operator token, which is written anew at each start. */
export function isOperator(request: IncomingMessage, operatorToken: string): boolean {
  const given = request.headers["x-patchops-operator"];
  const peer = request.socket.remoteAddress ?? "";
  const isLocal = peer === "::1" || /^(::ffff:)?127\./.test(peer);
  return isLocal && typeof given === "string" && equalConstantTime(given, operatorToken);
}
