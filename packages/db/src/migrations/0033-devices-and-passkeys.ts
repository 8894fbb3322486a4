import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** From where people come in and by what, who may not, who waits to, and which terms they took. No organization tables. */
export const devicesAndPasskeys: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table users add column suspended_at timestamptz(3), add column suspension_reason text;
      alter table login_sessions
        add column device_hash text, add column proved_at timestamptz(3) not null default now();
      alter table api_keys add column last_used_address text, add column last_used_agent text;

      create table known_devices (
        user_id uuid not null references users on delete cascade,
        token_hash text not null,
        user_agent text,
        created_at timestamptz(3) not null default now(),
        last_seen_at timestamptz(3) not null default now(),
        primary key (user_id, token_hash)
      );
      create index known_devices_last_seen_at on known_devices (last_seen_at);

      create table login_events (
        id uuid primary key,
        user_id uuid not null references users on delete cascade,
        at timestamptz(3) not null default now(),
        outcome text not null check (outcome in ('success', 'failure')),
        method text not null,
        is_new_device boolean not null default false,
        address text,
        user_agent text
      );
      create index login_events_user on login_events (user_id, id);
      create index login_events_at on login_events (at);

      create table passkeys (
        id text primary key,
        user_id uuid not null references users on delete cascade,
        name text not null,
        public_key text not null,
        counter bigint not null,
        transports text[] not null default '{}',
        is_backed_up boolean not null,
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3)
      );
      create index passkeys_user on passkeys (user_id);

      create table login_challenges (
        hash text primary key,
        kind text not null,
        user_id uuid references users on delete cascade,
        expires_at timestamptz(3) not null
      );
      create index login_challenges_expires_at on login_challenges (expires_at);

      create table appeals (
        id uuid primary key,
        user_id uuid not null references users on delete cascade,
        text text not null,
        address text,
        created_at timestamptz(3) not null default now(),
        settled_at timestamptz(3)
      );
      create index appeals_user on appeals (user_id);

      create table waitlist_entries (
        id uuid primary key,
        email text not null unique check (email = lower(email)),
        name text,
        created_at timestamptz(3) not null default now(),
        invited_at timestamptz(3),
        invite_hash text unique,
        invite_expires_at timestamptz(3),
        joined_at timestamptz(3)
      );

      create table accepted_terms (
        user_id uuid not null references users on delete cascade,
        version text not null,
        at timestamptz(3) not null default now(),
        address text,
        primary key (user_id, version)
      );

      select open_instance_table(target::regclass)
      from unnest(array[
        'known_devices', 'login_events', 'passkeys', 'login_challenges', 'appeals', 'waitlist_entries', 'accepted_terms'
      ]) as target;
    `.execute(db);
  },
};
