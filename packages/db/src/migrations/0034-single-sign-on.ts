import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Login by an organization's own OpenID provider, and the mail domains that it speaks for. */
export const singleSignOn: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table single_sign_on (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        issuer text not null,
        client_id text not null,
        sealed text not null,
        default_role text not null,
        is_enforced boolean not null default false,
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        unique (organization_id)
      );
      create table organization_domains (
        organization_id uuid not null references organizations on delete cascade,
        domain text not null check (domain = lower(domain)),
        challenge text not null,
        created_at timestamptz(3) not null default now(),
        verified_at timestamptz(3),
        verified_by text,
        primary key (organization_id, domain)
      );
      create index organization_domains_domain on organization_domains (domain);
      alter table login_sessions add column sso_organization_id uuid;
      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['single_sign_on', 'organization_domains']) as target;
    `.execute(db);
  },
};
