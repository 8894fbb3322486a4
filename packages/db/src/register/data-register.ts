import type { Tables } from "../tables/index.ts";
import { billingRegister } from "./billing.ts";
import { callsRegister } from "./calls.ts";
import { codeRegister } from "./code.ts";
import type { ColumnKind } from "./column-kinds.ts";
import { connectionsRegister } from "./connections.ts";
import { instanceRegister } from "./instance.ts";
import { organizationRegister } from "./organization.ts";
import { peopleRegister } from "./people.ts";
import { scimRegister } from "./scim.ts";

/**
 * What becomes of rows. `deleted`: they go. `unnamed`: they stay, what is personal in them is emptied, and ids of the person lead to
 * nobody any more. Else why they are kept as they are, for as long as `Retention` says.
 */
export type Fate = "deleted" | "unnamed" | { kept: string };

/**
 * For how long rows are kept: as long as what they belong to, the row `with` which they go among that; for a time from when they were
 * made (`days`, `minutes`; or from what is said in `after`), by a setting (`keepDays`) or by the organization (`set`), until the moment that they
 * name themselves (`expires`), or until something happens. All that is a time, the hourly job keeps (`services/retention`); a test has it.
 */
export type Retention =
  | "account"
  | "organization"
  | "instance"
  | { with: keyof Tables }
  | { days: number; after?: string }
  | { minutes: number }
  | { setting: "activity" | "usage" | "audit" }
  | { set: "payloadDays" | "runLogDays" }
  | { expires: string }
  | { until: string };

/** How a person's rows are found: by their id, by their address, or by the row of another table, by its id, that they belong to. */
export type PersonPath<Column extends PropertyKey> =
  | Column
  | { byEmail: Column }
  | { through: "dataExports" | "executions" | "promptSessions" | "usageEvents" | "workflows"; by: Column };

export interface RegisterEntry<Column extends string = string> {
  /** What the rows are there for. */
  purpose: string;
  /** Whose they are, and so in whose export; neither: the instance's. */
  owners: { person?: PersonPath<Column>; organization?: Column };
  kept: Retention;
  /** What becomes of them when an account or the organization is deleted; left out where they have nothing to do with it. */
  atDeletion: { account?: Fate; organization?: Fate };
  /** Why rows that have an owner are in no export. */
  notExported?: string;
  columns: Readonly<Record<Column, ColumnKind>>;
}

export type DataRegister = {
  readonly [Table in keyof Tables]: RegisterEntry<Extract<keyof Tables[Table], string>>;
};

/**
 * Every column of every table: what it is there for, for how long, in whose export, and what becomes of it in the end. Who adds a
 * column adds it here: types and a test ask for it. Export, deletion and the docs' page are made from it.
 */
export const dataRegister: DataRegister = {
  ...peopleRegister,
  ...organizationRegister,
  ...scimRegister,
  ...connectionsRegister,
  ...callsRegister,
  ...codeRegister,
  ...billingRegister,
  ...instanceRegister,
};
