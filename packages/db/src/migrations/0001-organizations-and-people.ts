import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The tenants, who belongs to them, and what they leave of themselves: logins, keys, the audit. */
export const organizationsAndPeople: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      do $$
      declare
        app name := current_setting('patchops.app_role');
        system name := current_setting('patchops.system_role');
      begin
        execute format('grant connect on database %I to %I, %I', current_database(), app, system);
        execute format('grant usage on schema public to %I, %I', app, system);
      end $$;
      revoke create on schema public from public;
    `.execute(db);

    await sql`
      create table organizations (
        id uuid primary key,
        name text not null,
        plan text not null,
        created_at timestamptz(3) not null default now()
      );

      create table users (
        id uuid primary key,
        email text not null unique check (email = lower(email)),
        name text,
        password_hash text,
        is_instance_admin boolean not null default false,
        status text not null default 'active',
        preferences jsonb not null default '{}',
        created_at timestamptz(3) not null default now(),
        last_login_at timestamptz(3)
      );

      create table members (
        organization_id uuid not null references organizations on delete cascade,
        user_id uuid not null references users on delete cascade,
        role text not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, user_id)
      );
      create index members_user on members (user_id);

      create table login_sessions (
        id text primary key,
        user_id uuid not null references users on delete cascade,
        organization_id uuid,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        last_seen_at timestamptz(3) not null default now(),
        address text,
        user_agent text
      );
      create index login_sessions_user on login_sessions (user_id);
      create index login_sessions_expires_at on login_sessions (expires_at);

      create table login_attempts (
        key text primary key,
        failures integer not null default 0,
        window_ends_at timestamptz(3) not null
      );
      create index login_attempts_window_ends_at on login_attempts (window_ends_at);

      create table api_keys (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        user_id uuid not null references users on delete cascade,
        name text not null,
        prefix text not null,
        secret_hash text not null,
        scopes text[] not null,
        profile text,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3),
        last_used_at timestamptz(3),
        revoked_at timestamptz(3),
        primary key (organization_id, id)
      );
      create index api_keys_user on api_keys (user_id);

      create table audit_entries (
        organization_id uuid not null,
        id uuid not null,
        at timestamptz(3) not null default now(),
        actor_kind text not null,
        actor_id text,
        action text not null,
        target_kind text not null,
        target_id text,
        data jsonb not null default '{}',
        address text,
        request_id text,
        primary key (organization_id, id)
      );
      create index audit_entries_at on audit_entries (organization_id, at desc, id);
      create index audit_entries_target on audit_entries (organization_id, target_kind, target_id);

      create table instance_facts (
        key text primary key,
        value jsonb not null,
        updated_at timestamptz(3) not null default now()
      );

      select open_instance_table(target::regclass)
      from unnest(array['users', 'login_sessions', 'login_attempts', 'instance_facts']) as target;

      select
        protect_organization_table(
          'organizations', 'select, insert, update', 'select, insert, update, delete', 'id'),
        protect_organization_table('members', 'select, insert, update, delete', 'select, insert, update, delete'),
        protect_organization_table('api_keys', 'select, insert, update, delete', 'select, insert, update, delete'),
        -- Append-only for whoever acts in an organization; only retention, as the system, may take entries away.
        protect_organization_table('audit_entries', 'select, insert', 'select, insert, delete');
    `.execute(db);
  },
};
