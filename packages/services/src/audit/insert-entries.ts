import { signingKeysOf, type Tables, type Transaction } from "@patchops/db";
import type { Insertable } from "kysely";
import { storedJson } from "../stored-json.ts";
import { signEntry } from "./chain-links.ts";
import type { AuditContent } from "./entry-content.ts";

type Fields = Record<string, unknown>;

/** Writes entries, signed. */
export async function insertEntries(trx: Transaction, entries: readonly AuditContent[]): Promise<void> {
  const { current } = signingKeysOf(trx);
  const rows = entries.map((entry): Insertable<Tables["auditEntries"]> => {
    const { data, before, after, ...row } = asKept(entry);
    return {
      ...row,
      data: JSON.stringify(data),
      ...(before === null ? {} : { before: JSON.stringify(before) }),
      ...(after === null ? {} : { after: JSON.stringify(after) }),
      signature: signEntry(current, { ...row, data, before, after }),
    };
  });
  await trx.insertInto("auditEntries").values(rows).execute();
}

/** As a reader will find it: what JSON and Postgres do not keep is no part of what is signed. */
function asKept(entry: AuditContent): AuditContent {
  const kept = (fields: Fields): Fields => JSON.parse(storedJson(fields));
  const { data, before, after } = entry;
  return {
    ...entry,
    data: kept(data),
    before: before === null ? null : kept(before),
    after: after === null ? null : kept(after),
  };
}
