import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Logins at upstreams' providers: whose accounts a connection uses, where one signs in, and the sign-ins under way. */
export const connectionSignIns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table connections
        add column accounts text not null default 'personal',
        add column sign_in jsonb,
        add column signed_in_at timestamptz(3);

      alter table connection_credentials
        add column issuer text,
        add column scopes text[] not null default '{}',
        add column wanted_scopes text[] not null default '{}',
        add column step_ups integer not null default 0,
        add column expires_at timestamptz(3),
        add column refreshed_at timestamptz(3),
        add column lost_at timestamptz(3),
        add column lost_reason text,
        add column refresh_until timestamptz(3);

      create table connection_clients (
        organization_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        issuer text not null,
        kind text not null,
        client_id text not null,
        redirect_uri text not null,
        sealed text not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, connection_id) references connections on delete cascade,
        unique (organization_id, connection_id, issuer)
      );

      create table connection_sign_ins (
        organization_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        user_id uuid not null references users on delete cascade,
        is_shared boolean not null,
        is_popup boolean not null,
        state_hash text not null,
        browser_hash text not null,
        issuer text not null,
        sealed text,
        outcome text,
        message text,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        ended_at timestamptz(3),
        primary key (organization_id, id),
        foreign key (organization_id, connection_id) references connections on delete cascade
      );
      create index connection_sign_ins_state on connection_sign_ins (state_hash);
      create index connection_sign_ins_connection on connection_sign_ins (organization_id, connection_id, created_at);

      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['connection_clients', 'connection_sign_ins']) as target;
    `.execute(db);
  },
};
