import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Whom an organization's provider knows by which account here, and when each domain was last seen to be the organization's. */
export const singleSignOnPeople: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table single_sign_on_people (
        organization_id uuid not null,
        issuer text not null,
        subject text not null,
        user_id uuid not null,
        email text,
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3) not null default now(),
        primary key (organization_id, issuer, subject),
        unique (organization_id, user_id),
        foreign key (organization_id, user_id) references members on delete cascade
      );
      create index single_sign_on_people_user on single_sign_on_people (user_id);
      select protect_organization_table(
        'single_sign_on_people', 'select, insert, update, delete', 'select, insert, update, delete');
      alter table organization_domains
        add column proof_seen_at timestamptz(3), add column proof_missed_at timestamptz(3);
      update organization_domains set proof_seen_at = now() where verified_by = 'dns';
    `.execute(db);
  },
};
