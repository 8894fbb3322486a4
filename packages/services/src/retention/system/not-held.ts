import { dataRegister, type RegisterEntry } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";

const entries: Readonly<Record<string, RegisterEntry>> = dataRegister;
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** That no legal hold keeps a row of the table, by the organization and the person that the register says it is of. */
export function isNotHeld(table: string): RawBuilder<boolean> {
  const { organization, person } = entries[camel(table)]?.owners ?? {};
  const columns = [organization, typeof person === "string" ? person : undefined]
    .filter((column) => column !== undefined)
    .map((column) => sql.ref(`${table}.${snake(column)}`));
  if (columns.length === 0) return sql<boolean>`true`;
  return sql<boolean>`not exists (
    select from legal_holds as hold where hold.released_at is null and hold.subject_id in (${sql.join(columns)}))`;
}
