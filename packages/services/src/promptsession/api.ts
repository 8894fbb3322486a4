import type { Context } from "../context.ts";
import { visitPromptSession } from "./visit.ts";

/**
 * The prompt session of a call or run from the dashboard, the command line or the SDK: it is for the record, so a failure to note
 * it refuses nothing.
 */
export async function apiPromptSession(context: Context): Promise<string | undefined> {
  const { via, client, services } = context;
  if (via !== "dashboard" && via !== "cli" && via !== "sdk") return undefined;
  try {
    const visitor = { via, endpoint: "/trpc", protocolVersion: null, client, capabilities: {} };
    return await visitPromptSession(context, visitor);
  } catch (error) {
    services.log.warn(
      { err: error, requestId: context.requestId },
      "A call was not noted in a prompt session",
    );
    return undefined;
  }
}
