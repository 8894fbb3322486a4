import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Login by accounts elsewhere: whose they are, and the logins under way. */
export const providerLogins: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table login_identities (
        issuer text not null,
        subject text not null,
        user_id uuid not null references users on delete cascade,
        provider text not null,
        email text,
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3),
        primary key (issuer, subject)
      );
      create unique index login_identities_user on login_identities (user_id, provider);

      create table provider_logins (
        state_hash text primary key,
        browser_hash text not null,
        provider text not null,
        login_session_id text references login_sessions on delete cascade,
        has_owner_code boolean not null default false,
        next text,
        identity jsonb,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null
      );
      create index provider_logins_browser on provider_logins (browser_hash);
      create index provider_logins_expires_at on provider_logins (expires_at);

      select open_instance_table(target::regclass)
      from unnest(array['login_identities', 'provider_logins']) as target;
    `.execute(db);
  },
};
