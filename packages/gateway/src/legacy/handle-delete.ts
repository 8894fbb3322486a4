import type { GatewayRequest } from "../gateway-request.ts";
import type { LegacyFace } from "./legacy-face.ts";
import { requireSession } from "./require-session.ts";

/** Ends the session; its id is unknown from then on. */
export async function handleDelete(request: GatewayRequest, face: LegacyFace): Promise<void> {
  const { token, session } = await requireSession(request, face.sessions);
  await face.sessions.end(request.context, token, session);
  request.outgoing.writeHead(204).end();
}
