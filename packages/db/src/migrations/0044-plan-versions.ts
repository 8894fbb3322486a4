import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Plans as versions that never change, and what an organization has of them: which version, what the operator gave it besides,
 * whether it pays for calls beyond the month's and up to how much, and what it was credited.
 */
export const planVersions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table plans (
        id text not null,
        version integer not null check (version > 0),
        content_hash text not null,
        content jsonb not null,
        created_at timestamptz(3) not null default now(),
        primary key (id, version),
        unique (id, content_hash)
      );

      alter table organizations
        add column plan_version integer,
        add column plan_limited_at timestamptz(3),
        add column allows_overage boolean not null default false,
        add column overage_cap_cents bigint check (overage_cap_cents >= 0);

      create table plan_overrides (
        organization_id uuid not null,
        field text not null,
        value jsonb not null,
        reason text not null,
        ends_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, field)
      );
      select protect_organization_table('plan_overrides', 'select, insert, update, delete', 'select, insert, update, delete');

      create table billing_credits (
        organization_id uuid not null,
        id uuid not null,
        kind text not null,
        amount_cents bigint not null check (amount_cents > 0),
        currency text not null,
        reason text not null,
        invoice_id text,
        created_by uuid,
        created_at timestamptz(3) not null default now(),
        state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
        state_at timestamptz(3) not null default now(),
        stripe_id text,
        last_error text,
        primary key (organization_id, id)
      );
      create index billing_credits_pending on billing_credits (created_at) where state = 'pending';
      select protect_organization_table('billing_credits', 'select, insert', 'select, insert, update, delete');

      do $$
      declare
        app name := current_setting('patchops.app_role');
        system name := current_setting('patchops.system_role');
      begin
        execute format('grant select on plans to %I', app);
        execute format('grant select, insert on plans to %I', system);
      end $$;
    `.execute(db);
  },
};
