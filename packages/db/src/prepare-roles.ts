import pg from "pg";
import { connectionStringFor } from "./connection-string.ts";
import { DatabaseError } from "./database-error.ts";
import type { RoleNames } from "./role-names.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** Set on the roles rather than sent by the pools, so that they also hold behind a connection pooler. */
const roleSettings = {
  statement_timeout: "30s",
  lock_timeout: "10s",
  idle_in_transaction_session_timeout: "60s",
  timezone: "UTC",
} as const;

/**
 * Makes the two roles what they must be: able to log in with these passwords, neither superuser nor exempt from
 * row-level security. A role that is so already is left alone, so the owner needs CREATEROLE only when there is
 * something to do; without it the error says what somebody else has to run once. Roles belong to the whole server: a
 * concurrent change by a node of another database is retried.
 */
export async function prepareRoles(
  owner: pg.Client,
  ownerConnectionString: string,
  { names, passwords }: { names: RoleNames; passwords: RoleNames },
): Promise<void> {
  const missing: string[] = [];
  for (const kind of ["app", "system"] as const) {
    const login = connectionStringFor(ownerConnectionString, names[kind], passwords[kind]);
    missing.push(...(await prepareRole(owner, { role: names[kind], password: passwords[kind], login })));
  }
  if (missing.length === 0) return;
  throw new DatabaseError(
    "role_preparation_failed",
    `The database roles ${names.app} and ${names.system} are missing or out of date, and the owner may not make them.`,
    `Let a role with CREATEROLE run this once, then start again: ${missing.map((line) => `${line};`).join(" ")}`,
  );
}

/** Answers the statements that are needed and that the owner may not run. */
async function prepareRole(
  owner: pg.Client,
  { role, password, login }: { role: string; password: string; login: string },
): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const state = await readRole(owner, role);
    if (state?.rolsuper === true || state?.rolbypassrls === true) {
      throw new DatabaseError(
        "role_too_powerful",
        `The database role ${role} may pass over row-level security, which keeps organizations apart.`,
        `Run as a superuser: ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS;`,
      );
    }
    // Postgres writes some names its own way: TimeZone.
    const set = new Set(state?.rolconfig?.map((setting) => setting.toLowerCase()));
    const unset = Object.entries(roleSettings).filter(
      ([name, value]) => !set.has(`${name}=${value}`.toLowerCase()),
    );
    const isReady = state !== undefined && (await canLogIn(login));
    const name = owner.escapeIdentifier(role);
    const statements = [
      ...(isReady
        ? []
        : [
            `${state === undefined ? "create" : "alter"} role ${name} login password ${owner.escapeLiteral(scramVerifier(password))}`,
          ]),
      ...unset.map(([setting, value]) => `alter role ${name} set ${setting} = '${value}'`),
    ];
    try {
      for (const statement of statements) await owner.query(statement);
      return [];
    } catch (error) {
      if (attempt < 10 && isConcurrentChange(error)) {
        await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
        continue;
      }
      // 42501: insufficient privilege.
      if (error instanceof pg.DatabaseError && error.code === "42501") return statements;
      throw new DatabaseError(
        "role_preparation_failed",
        `The database role ${role} could not be prepared: ${error instanceof Error ? error.message : String(error)}`,
        "Mend the cause and start again. Nothing else was changed.",
        error,
      );
    }
  }
}

interface RoleState {
  rolsuper: boolean;
  rolbypassrls: boolean;
  rolconfig: string[] | null;
}

async function readRole(owner: pg.Client, role: string): Promise<RoleState | undefined> {
  const { rows } = await owner.query<RoleState>(
    "select rolsuper, rolbypassrls, rolconfig from pg_roles where rolname = $1",
    [role],
  );
  return rows[0];
}

async function canLogIn(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // 28P01: wrong password; 28000: may not log in. A missing CONNECT privilege (42501) is checked after both.
    if (error instanceof pg.DatabaseError && error.code?.startsWith("28") === true) return false;
    if (error instanceof pg.DatabaseError && error.code === "42501") return true;
    throw error;
  } finally {
    await client.end();
  }
}

/** Two nodes at once: the role exists by now, or its row was changed under us ("tuple concurrently updated"). */
function isConcurrentChange(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  return (
    error.code === "42710" ||
    error.code === "23505" ||
    (error.code === "XX000" && error.message.includes("concurrently"))
  );
}
