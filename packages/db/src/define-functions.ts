import type pg from "pg";
import type { RoleNames } from "./role-names.ts";

/**
 * The functions that migrations protect tables with, and those by which the system role makes and drops partitions. Defined
 * anew at each start, before the migrations: they name no role, since a database's roles are only known when it is opened.
 */
export async function defineFunctions(owner: pg.Client, roles: RoleNames): Promise<void> {
  await owner.query(tableFunctions);
  await owner.query(partitionFunctions);
  const system = owner.escapeIdentifier(roles.system);
  await owner.query(`
    revoke execute on function protect_organization_table, open_instance_table, own_migrations,
      ensure_usage_partitions, drop_usage_partitions from public;
    grant execute on function ensure_usage_partitions, drop_usage_partitions to ${system};
  `);
}

const tableFunctions = `
  -- Lets migrations of an owner who is no superuser change rows of every organization, which row-level security would
  -- hide from them without a word; nobody else, and nothing but migrations, sets what it asks for.
  create or replace function own_migrations(target regclass) returns void
  language plpgsql set search_path = public, pg_temp as $$
  declare
    owner name := (select pg_get_userbyid(relowner) from pg_class where oid = target);
    is_migrating text := 'current_setting(''patchops.is_migrating'', true) = ''yes''';
  begin
    execute format('drop policy if exists own_migrations on %s', target);
    execute format('create policy own_migrations on %s to %I using (%s) with check (%s)',
      target, owner, is_migrating, is_migrating);
  end $$;

  -- Forces row-level security on an organization's table: the app role sees the organization of its transaction
  -- and nothing without one, the system role sees all; each gets the named privileges and no other.
  create or replace function protect_organization_table(
    target regclass, app_privileges text, system_privileges text, organization_column name default 'organization_id'
  ) returns void language plpgsql set search_path = public, pg_temp as $$
  declare
    app name := current_setting('patchops.app_role');
    system name := current_setting('patchops.system_role');
    own text := format(
      '%I = nullif(current_setting(''app.organization_id'', true), '''')::uuid', organization_column);
  begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy own_organization on %s to %I using (%s) with check (%s)', target, app, own, own);
    execute format('create policy every_organization on %s to %I using (true) with check (true)', target, system);
    perform own_migrations(target);
    execute format('grant %s on %s to %I', app_privileges, target, app);
    execute format('grant %s on %s to %I', system_privileges, target, system);
  end $$;

  -- A table of no organization: both roles work with it.
  create or replace function open_instance_table(target regclass) returns void
  language plpgsql set search_path = public, pg_temp as $$
  begin
    execute format('grant select, insert, update, delete on %s to %I, %I',
      target, current_setting('patchops.app_role'), current_setting('patchops.system_role'));
  end $$;
`;

const partitionFunctions = `
  -- A day's table is built beside the parent and then attached: attaching does not stop inserts, as creating a
  -- partition in place would. Privileges and policies of the parent rule every read through it.
  create or replace function ensure_usage_partitions(from_day date, days integer)
  returns integer language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    day date;
    partition_name text;
    grantee text;
    made integer := 0;
  begin
    if days not between 1 and 400 then
      raise exception 'days must be between 1 and 400' using errcode = 'invalid_parameter_value';
    end if;
    perform pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
    for day in select from_day + i from generate_series(0, days - 1) as i loop
      partition_name := 'usage_events_' || to_char(day, 'YYYYMMDD');
      continue when to_regclass('public.' || partition_name) is not null;
      execute format('create table %I (like usage_events including defaults)', partition_name);
      -- What the owner's default privileges may have given.
      for grantee in
        select case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end
        from pg_class c, aclexplode(c.relacl) as acl
        where c.oid = to_regclass('public.' || partition_name) and acl.grantee <> c.relowner
      loop
        execute format('revoke all on %I from %s', partition_name, grantee);
      end loop;
      execute format('alter table %I enable row level security', partition_name);
      execute format('alter table usage_events attach partition %I for values from (%L) to (%L)',
        partition_name, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
      made := made + 1;
    end loop;
    return made;
  end $$;

  -- Drops whole days, oldest first: a day goes in milliseconds, where deleting its rows would take minutes. Gives up
  -- rather than let every insert wait behind a long query; the job comes again.
  create or replace function drop_usage_partitions(before_day date)
  returns integer language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
  declare
    partition_name text;
    dropped integer := 0;
  begin
    if before_day > (now() at time zone 'UTC')::date - 31 then
      raise exception 'the last 31 days are kept' using errcode = 'invalid_parameter_value';
    end if;
    perform pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
    for partition_name in
      select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'usage_events'::regclass and c.relname ~ '^usage_events_\\d{8}$'
        and to_date(right(c.relname, 8), 'YYYYMMDD') < before_day
      order by c.relname
    loop
      execute format('drop table %I', partition_name);
      dropped := dropped + 1;
    end loop;
    return dropped;
  end $$;
`;
