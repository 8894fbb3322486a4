import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Calls that people are asked about. */
export const approvals: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table approvals (
        organization_id uuid not null references organizations on delete cascade,
        id uuid not null,
        user_id uuid not null,
        api_key_id uuid,
        oauth_grant_id uuid,
        client_name text,
        client_version text,
        via text not null,
        profile text,
        connection_id uuid not null,
        tool_id uuid not null,
        call_id uuid not null,
        execution_id uuid,
        binding text not null,
        arguments_hash text not null,
        sealed text not null,
        policy_id uuid,
        policy_label text not null,
        policy_version text not null,
        allows_self boolean not null,
        status text not null default 'pending',
        is_awaited boolean not null default true,
        decided_by uuid,
        decided_via text,
        decided_at timestamptz(3),
        used_at timestamptz(3),
        expires_at timestamptz(3) not null,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, connection_id) references connections on delete cascade,
        foreign key (organization_id, tool_id) references tools on delete cascade
      );
      create index approvals_binding on approvals (organization_id, binding) where used_at is null;
      create index approvals_call on approvals (organization_id, call_id);
      create index approvals_connection on approvals (organization_id, connection_id);
      create index approvals_tool on approvals (organization_id, tool_id);
      create index approvals_created_at on approvals (created_at);
      select protect_organization_table('approvals', 'select, insert, update, delete', 'select, insert, update, delete');
      alter table policies add column allows_self_approval boolean;
    `.execute(db);
  },
};
