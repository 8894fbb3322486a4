import { type Auth, createAuth } from "@patchops/auth";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { sessionAdapter } from "./session-adapter.ts";

/** The login sessions of this instance; with a transaction its writes are part of it. */
export function openAuth({ database, settings }: Services, trx?: Transaction): Auth {
  return createAuth({
    adapter: sessionAdapter(database, trx),
    isSecure: settings.publicUrl.startsWith("https:"),
  });
}
