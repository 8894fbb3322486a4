import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Sign-in from MCP clients: who they are, what people let them do, and the keys that sign their tokens. */
export const oauthClientsAndGrants: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table oauth_clients (
        id text primary key,
        metadata jsonb not null,
        network text,
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3)
      );
      create index oauth_clients_created_at on oauth_clients (created_at);

      create table oauth_grants (
        id uuid primary key,
        organization_id uuid not null references organizations on delete cascade,
        user_id uuid not null references users on delete cascade,
        client_id text not null,
        client jsonb not null,
        redirect_uri text not null,
        resource text not null,
        scopes text[] not null,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        last_used_at timestamptz(3),
        revoked_at timestamptz(3)
      );
      create index oauth_grants_organization on oauth_grants (organization_id, user_id);
      create index oauth_grants_user on oauth_grants (user_id);
      create index oauth_grants_client on oauth_grants (client_id);
      create index oauth_grants_expires_at on oauth_grants (expires_at);

      -- Authorization codes, refresh tokens and sign-ins under way, by the SHA-256 of what names them.
      create table oauth_records (
        kind text not null,
        id_hash text not null,
        grant_id uuid references oauth_grants on delete cascade,
        payload jsonb not null,
        expires_at timestamptz(3) not null,
        consumed_at timestamptz(3),
        primary key (kind, id_hash)
      );
      create index oauth_records_grant on oauth_records (grant_id);
      create index oauth_records_expires_at on oauth_records (expires_at);

      create table oauth_signing_keys (
        id text primary key,
        public_jwk jsonb not null,
        private_sealed text,
        data_key jsonb,
        created_at timestamptz(3) not null default now(),
        retired_at timestamptz(3)
      );
      -- One key signs at a time, whichever node made it.
      create unique index oauth_signing_keys_current on oauth_signing_keys ((true)) where retired_at is null;

      alter table prompt_sessions add column oauth_grant_id uuid;
      create index prompt_sessions_oauth_grant on prompt_sessions (organization_id, oauth_grant_id)
        where oauth_grant_id is not null;

      select open_instance_table(target::regclass)
      from unnest(array['oauth_clients', 'oauth_grants', 'oauth_records', 'oauth_signing_keys']) as target;
    `.execute(db);
  },
};
