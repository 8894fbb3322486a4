import type pg from "pg";
import type { RoleNames } from "./role-names.ts";

/** What the roles were called before a database's name was in them. */
const formerNames: readonly string[] = ["patchops_app", "patchops_system"];

/**
 * Gives this database's tables to its roles where they belong to others: it was renamed, copied, restored under another
 * name, or made when all databases of a server shared two roles. Does nothing on an empty database.
 */
export async function handOverTables(owner: pg.Client, roles: RoleNames): Promise<void> {
  const former = await readFormerRoles(owner, roles);
  await owner.query("begin");
  await runAll(owner, await owner.query(unguardedTables));
  if (former.length > 0) {
    const parameters = [former.map(({ oid }) => oid), former.map(({ next }) => next)];
    await runAll(owner, await owner.query(movingStatements, parameters));
  }
  await owner.query("commit");
  for (const { name } of former) if (formerNames.includes(name)) await dropUnused(owner, name);
}

/** In one go: they are hundreds, and each would be a way there and back. */
async function runAll(owner: pg.Client, { rows }: pg.QueryResult<{ statement: string }>): Promise<void> {
  if (rows.length > 0) await owner.query(rows.map(({ statement }) => statement).join(";"));
}

interface FormerRole {
  oid: string;
  name: string;
  next: string;
}

/** The roles that the organizations' own table is open to, where they are not ours. */
async function readFormerRoles(owner: pg.Client, roles: RoleNames): Promise<FormerRole[]> {
  const { rows } = await owner.query<FormerRole>(
    `select r.oid::text as oid, r.rolname as name,
       case p.polname when 'own_organization' then $1 else $2 end as next
     from pg_policy p join pg_roles r on r.oid = p.polroles[1]
     where p.polrelid = to_regclass('public.organizations') and p.polname in ('own_organization', 'every_organization')`,
    [roles.app, roles.system],
  );
  return rows.filter(({ name, next }) => name !== next);
}

/** Organization tables whose owner's migrations would see no row: made before there was such a policy, or by another owner. */
const unguardedTables = `
  select format('select own_migrations(%L)', c.oid::regclass) as statement
  from pg_policy e join pg_class c on c.oid = e.polrelid
  left join pg_policy m on m.polrelid = c.oid and m.polname = 'own_migrations'
  where e.polname = 'every_organization' and (m.oid is null or m.polroles <> array[c.relowner])
`;

/** Takes each privilege and policy in this database from a role and gives it to its successor. */
const movingStatements = `
  with moved as (
    select old, next from unnest($1::oid[], $2::name[]) as moved (old, next)
  ), grants as (
    select a.grantee, a.privilege_type as privilege,
      case c.relkind when 'S' then 'sequence ' else 'table ' end || c.oid::regclass as target
    from pg_class c, aclexplode(c.relacl) as a where c.relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select a.grantee, format('%s (%I)', a.privilege_type, t.attname), 'table ' || t.attrelid::regclass
    from pg_attribute t, aclexplode(t.attacl) as a where t.attnum > 0 and not t.attisdropped
    union all
    select a.grantee, a.privilege_type, 'function ' || p.oid::regprocedure
    from pg_proc p, aclexplode(p.proacl) as a
    union all
    select a.grantee, a.privilege_type, format('schema %I', n.nspname)
    from pg_namespace n, aclexplode(n.nspacl) as a
    union all
    select a.grantee, a.privilege_type, format('database %I', d.datname)
    from pg_database d, aclexplode(d.datacl) as a where d.datname = current_database()
  )
  select format('grant connect on database %I to %I', current_database(), next) as statement from moved
  union all
  select format('grant %s on %s to %I', privilege, target, next) from grants join moved on old = grantee
  union all
  select distinct format('revoke all on %s from %I', target, pg_get_userbyid(old))
  from grants join moved on old = grantee
  union all
  select format('alter policy %I on %s to %I', polname, polrelid::regclass, next)
  from pg_policy join moved on polroles = array[old]
`;

/** Another database may still use it, or another owner may have made it: then it stays. */
async function dropUnused(owner: pg.Client, name: string): Promise<void> {
  try {
    await owner.query(`drop role ${owner.escapeIdentifier(name)}`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // 2BP01: something depends on it; 42501: not ours to drop; 42704: gone.
    if (code !== "2BP01" && code !== "42501" && code !== "42704") throw error;
  }
}
