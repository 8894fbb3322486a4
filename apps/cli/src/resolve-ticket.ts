import type { InboxTicket } from "@patchops/contract";
import type { Cli } from "./cli.ts";
import { resolveRef } from "./resolve-ref.ts";

/** As many as the server answers at once. */
export const mostTickets = 200;

/** The support request that is meant by its id or its beginning, of the newest. Throws `not_found`. */
export async function resolveTicket(cli: Cli, ref: string): Promise<InboxTicket> {
  const { tickets } = await cli
    .operator()
    .operator.tickets.query({ limit: mostTickets }, { signal: cli.terminal.interrupted });
  return resolveRef(tickets, ref, {
    kind: "support request",
    namesOf: ({ id }) => [id],
    next: "patchops admin support list",
  });
}
