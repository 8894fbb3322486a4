import type { Context, Services } from "../context.ts";
import type { RunHeader } from "./log/stored-entry.ts";

/** Who started a run and how, for what is done in its name later. */
export function contextOfRun(services: Services, header: RunHeader): Context {
  const { actor, via, client, requestId, address, userAgent, trace } = header;
  return { services, actor, via, client, requestId, address, userAgent, trace };
}
