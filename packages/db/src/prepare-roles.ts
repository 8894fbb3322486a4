import pg from "pg";
import { connectionStringFor } from "./connection-string.ts";
import { DatabaseError } from "./database-error.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** Set on the roles rather than sent by the pools, so that they also hold behind a connection pooler. */
const roleSettings = {
  statement_timeout: "30s",
  lock_timeout: "10s",
  idle_in_transaction_session_timeout: "60s",
  timezone: "UTC",
} as const;

export interface RolePasswords {
  patchops_app: string;
  patchops_system: string;
}

/**
 * Makes the two roles what they must be: able to log in with these passwords, neither superuser nor exempt from
 * row-level security. A role that is so already is left alone, so the owner needs CREATEROLE only when there is
 * something to do. Roles belong to the whole server: a concurrent change by a node of another database is retried.
 */
export async function prepareRoles(
  owner: pg.Client,
  ownerConnectionString: string,
  passwords: RolePasswords,
): Promise<void> {
  await prepareRole(owner, ownerConnectionString, "patchops_app", passwords.patchops_app);
  await prepareRole(owner, ownerConnectionString, "patchops_system", passwords.patchops_system);
}

async function prepareRole(owner: pg.Client, ownerConnectionString: string, role: string, password: string) {
  const loginString = connectionStringFor(ownerConnectionString, role, password);
  for (let attempt = 1; ; attempt += 1) {
    const state = await readRole(owner, role);
    if (state?.rolsuper === true || state?.rolbypassrls === true) {
      throw new DatabaseError(
        "role_too_powerful",
        `The database role ${role} may pass over row-level security, which keeps organizations apart.`,
        `Run as a superuser: ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS;`,
      );
    }
    const wanted = Object.entries(roleSettings).map(([name, value]) => `${name}=${value}`);
    const isSet = wanted.every((setting) => state?.rolconfig?.includes(setting));
    if (state !== undefined && isSet && (await canLogIn(loginString))) return;
    try {
      const verifier = owner.escapeLiteral(scramVerifier(password));
      await owner.query(
        `${state === undefined ? "create" : "alter"} role ${role} login password ${verifier}`,
      );
      for (const [name, value] of Object.entries(roleSettings)) {
        await owner.query(`alter role ${role} set ${name} = '${value}'`);
      }
      return;
    } catch (error) {
      if (attempt < 10 && isConcurrentChange(error)) {
        await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
        continue;
      }
      throw new DatabaseError(
        "role_preparation_failed",
        `The database role ${role} could not be prepared: ${error instanceof Error ? error.message : String(error)}`,
        "Connect as an owner with CREATEROLE; on Postgres 16 and newer it also needs ADMIN on the role.",
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
