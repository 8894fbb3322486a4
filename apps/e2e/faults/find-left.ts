import { type ColumnKind, dataRegister, type RegisterEntry } from "@patchops/db";
import type { Superuser } from "@patchops/testing";
import type { SeededPerson } from "./seed-people.ts";

/** Where somebody who was deleted is still named, and has to be, beside what the register says of ids. */
const keptPlaces = {
  // The account's address is made of its id; the audit is signed, and the deletion's report is their proof.
  ids: /^(users\.email|deletions\.\w+|audit_entries\.\w+)$/,
  // And the mail that told them of it. What Stripe calls a bill and its customer is kept by law; the filling writes an address there.
  addresses: /^(audit_entries\.(actor_name|data)|mails\.recipient|kept_bills\.\w+)$/,
  organizations: /^deletions\.subject_id$/,
};
type Kind = keyof typeof keptPlaces;

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const columns = new Map<string, { about: ColumnKind; entry: RegisterEntry }>(
  Object.entries<RegisterEntry>(dataRegister).flatMap(([table, entry]) =>
    Object.entries<ColumnKind>(entry.columns).map(
      ([column, about]) => [`${snake(table)}.${snake(column)}`, { about, entry }] as const,
    ),
  ),
);

/** Whether the register lets it stand there: an id that leads to nobody, and in an organization that goes on what is its own. */
function mayStay(place: string, kind: Kind, hasColleagues: boolean): boolean {
  if (keptPlaces[kind].test(place)) return true;
  const column = columns.get(place);
  if (column === undefined || column.entry.atDeletion.account === "deleted") return false;
  const isOfOrganization = column.entry.owners.organization !== undefined;
  if (isOfOrganization && !hasColleagues) return false;
  // Its sealed and hashed texts are the organization's as well, in which the filling stands in the clear.
  if (typeof column.about === "string" || column.about.kind === "secret") return isOfOrganization;
  return kind === "ids" && ("isPersonId" in column.about || (isOfOrganization && place.endsWith(".meter")));
}

/**
 * In which columns of the whole database those are named who should be named no more: `alone` whose organization went with them, and
 * `colleagues` of one that goes on and keeps what is its own.
 */
export async function findLeft(
  superuser: Superuser,
  { alone, colleagues }: Readonly<Record<"alone" | "colleagues", readonly SeededPerson[]>>,
): Promise<string[]> {
  const left: string[] = [];
  const seek = async (kind: Kind, texts: readonly string[], hasColleagues: boolean) => {
    for (const [place, rows] of await superuser.find(texts)) {
      if (mayStay(place, kind, hasColleagues)) continue;
      left.push(`${kind} of ${hasColleagues ? "colleagues" : "those alone"} in ${rows} rows of ${place}`);
    }
  };
  for (const people of [alone, colleagues]) {
    const hasColleagues = people === colleagues;
    await seek(
      "ids",
      people.map(({ userId }) => userId),
      hasColleagues,
    );
    await seek(
      "addresses",
      people.map(({ email }) => email),
      hasColleagues,
    );
  }
  await seek(
    "organizations",
    alone.map(({ organizationId }) => organizationId),
    false,
  );
  return left;
}
