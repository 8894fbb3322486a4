import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Audit entries are signed by whoever writes them and chained a moment later. Those that exist have neither:
 * the first chaining takes them as they are, and notes up to where it did.
 */
export const auditChains: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table audit_entries
        add column actor_name text,
        add column before jsonb,
        add column after jsonb,
        add column signature text,
        add column sequence bigint,
        add column hash text;
      create unique index audit_entries_sequence on audit_entries (organization_id, sequence);
      create index audit_entries_unchained on audit_entries (organization_id, id) where sequence is null;

      create table audit_chains (
        organization_id uuid primary key,
        base_sequence bigint not null,
        base_hash text not null,
        sequence bigint not null,
        hash text not null,
        unsigned_until bigint not null,
        chained_at timestamptz(3) not null,
        signature text not null,
        verified_at timestamptz(3),
        verified_sequence bigint,
        problem jsonb
      );
      select protect_organization_table('audit_chains', 'select', 'select, insert, update, delete');
      do $$ begin
        execute format('grant update (sequence, hash) on audit_entries to %I', current_setting('patchops.system_role'));
      end $$;
    `.execute(db);
  },
};
