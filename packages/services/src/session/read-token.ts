import type { Services } from "../context.ts";
import { openAuth } from "./open-auth.ts";

/** The login token in a `Cookie` header, or null. */
export function readLoginToken(services: Services, cookieHeader: string | null | undefined): string | null {
  return openAuth(services).readCookie(cookieHeader);
}
