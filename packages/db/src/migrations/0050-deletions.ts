import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What people ask to be deleted, what came of it, what the law keeps of it, and what may not be deleted for now. */
export const deletions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table deletions (
        id uuid primary key,
        subject text not null check (subject in ('account', 'organization')),
        subject_id uuid not null,
        subject_name text,
        parent_id uuid references deletions on delete cascade,
        asked_by uuid,
        asked_via text not null check (asked_via in ('owner', 'admin', 'operator')),
        reason text,
        account_status text,
        contacts text[] not null default '{}',
        state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled')),
        asked_at timestamptz(3) not null default now(),
        due_at timestamptz(3) not null,
        started_at timestamptz(3),
        ended_at timestamptz(3),
        problem text,
        report jsonb not null default '{"deleted": {}, "revoked": {}, "kept": [], "subscription": null}'
      );
      create unique index deletions_open on deletions (subject_id) where state in ('waiting', 'running');
      create index deletions_due on deletions (due_at) where state in ('waiting', 'running');
      create index deletions_parent on deletions (parent_id);

      create table deletion_links (
        token_hash text primary key,
        deletion_id uuid not null references deletions on delete cascade,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null
      );
      create index deletion_links_deletion on deletion_links (deletion_id);

      create table closed_memberships (
        organization_id uuid not null references organizations on delete cascade,
        user_id uuid not null references users on delete cascade,
        role text not null,
        created_at timestamptz(3) not null,
        calls_per_month bigint,
        primary key (organization_id, user_id)
      );
      create index closed_memberships_user on closed_memberships (user_id);

      create table kept_bills (
        customer_id text not null,
        id text not null,
        kind text not null check (kind in ('invoice', 'credit', 'refund')),
        number text,
        status text not null,
        currency text not null,
        tax bigint not null default 0,
        total bigint not null,
        amount_paid bigint not null default 0,
        created_at timestamptz(3) not null,
        keep_until timestamptz(3) not null,
        primary key (customer_id, id)
      );
      create index kept_bills_until on kept_bills (keep_until);

      create table legal_holds (
        id uuid primary key,
        subject text not null check (subject in ('account', 'organization')),
        subject_id uuid not null,
        subject_name text not null,
        reason text not null,
        created_by uuid,
        created_at timestamptz(3) not null default now(),
        released_at timestamptz(3)
      );
      create index legal_holds_subject on legal_holds (subject_id) where released_at is null;

      select protect_organization_table('closed_memberships', 'select', 'select, insert, update, delete');
      do $$
      declare
        system name := current_setting('patchops.system_role');
        target regclass;
      begin
        execute format('grant select, insert, update, delete on deletions, deletion_links, kept_bills, legal_holds to %I', system);
        -- An organization that is deleted leaves no row in any table.
        for target in
          select a.attrelid from pg_attribute as a join pg_class as c on c.oid = a.attrelid
          where a.attname = 'organization_id' and not a.attisdropped and c.relnamespace = 'public'::regnamespace
            and c.relkind in ('r', 'p') and not c.relispartition
        loop
          execute format('grant select, delete on %s to %I', target, system);
        end loop;
      end $$;
    `.execute(db);
  },
};
