import type { JsonObject } from "@patchops/protocol";
import { type Services, tellAll } from "@patchops/services";
import { sendToSession } from "./send-to-session.ts";
import type { LegacySession } from "./session-store.ts";

/** As `sendToSession`; where the client does not listen here, by the node where it does. */
export function tellClient(
  services: Pick<Services, "database" | "log">,
  session: Pick<LegacySession, "row" | "streams">,
  message: JsonObject,
): void {
  if (sendToSession(session, message)) return;
  tellAll(services, session.row, { told: message }).catch((error: unknown) => {
    services.log.warn({ err: error, method: message.method }, "A message did not reach the other nodes");
  });
}
