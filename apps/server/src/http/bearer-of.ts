import type { IncomingMessage } from "node:http";

/** The token of an `Authorization: Bearer …`, or null. */
export function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}
