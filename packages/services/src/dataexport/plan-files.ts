import {
  type ColumnKind,
  type DataRegister,
  dataRegister,
  type PersonPath,
  type RegisterEntry,
} from "@patchops/db";

/** Whose data an archive holds. */
export interface ExportSubject {
  /** The person whose own data it is; null = all of the organization's. */
  person: { id: string; email: string } | null;
  /** The organization, or those that the person is in. */
  organizations: readonly { id: string; name: string }[];
}

/** The rows of one table that belong to somebody. */
export interface ExportFile {
  /** Without an ending. */
  path: string;
  table: keyof DataRegister;
  purpose: string;
  /** Those that may leave: no secrets, and nothing that is made of others. */
  columns: readonly string[];
  /** By which column, of whom; null = of no organization in particular. */
  organization: { column: string; id: string } | null;
  /** Null = everybody's of the organization. */
  person: { path: PersonPath<string>; id: string; email: string } | null;
}

const entries = Object.entries(dataRegister) as [keyof DataRegister, RegisterEntry][];
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const isExported = (kind: ColumnKind) =>
  kind !== "derived" && (typeof kind === "string" || kind.kind === "personal");

/** What an archive is made of, from the register: a table that is new there is in it. */
export function planFiles({ person, organizations }: ExportSubject): ExportFile[] {
  const fileOf = (
    [table, { purpose, columns, owners }]: [keyof DataRegister, RegisterEntry],
    { folder, organizationId }: { folder: string; organizationId: string | null },
  ): ExportFile => ({
    ...{ path: `${folder}${snake(table)}`, table, purpose },
    columns: Object.entries(columns).flatMap(([column, kind]) => (isExported(kind) ? [column] : [])),
    organization:
      organizationId === null || owners.organization === undefined
        ? null
        : { column: owners.organization, id: organizationId },
    person: person === null || owners.person === undefined ? null : { ...person, path: owners.person },
  });
  const exported = entries.filter(([, { notExported }]) => notExported === undefined);
  const ofOrganizations = exported.filter(
    ([, { owners }]) => owners.organization !== undefined && (person === null || owners.person !== undefined),
  );
  const ofPerson = exported.filter(
    ([, { owners }]) => owners.person !== undefined && owners.organization === undefined,
  );
  return [
    ...(person === null
      ? []
      : ofPerson.map((entry) => fileOf(entry, { folder: "account/", organizationId: null }))),
    ...organizations.flatMap(({ id }) =>
      ofOrganizations.map((entry) =>
        fileOf(entry, { folder: person === null ? "" : `organizations/${id}/`, organizationId: id }),
      ),
    ),
  ];
}

/** The tables that are somebody's and in no export, with the reason, for whoever reads the archive. */
export function leftOut(): { table: string; why: string }[] {
  return entries.flatMap(([table, { notExported }]) =>
    notExported === undefined ? [] : [{ table: snake(table), why: notExported }],
  );
}
