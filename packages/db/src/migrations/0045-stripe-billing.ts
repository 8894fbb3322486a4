import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What we know of Stripe's side: customers, subscriptions, invoices, its events, and the units that it is told. */
export const stripeBilling: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table billing_customers (
        organization_id uuid primary key references organizations on delete cascade,
        customer_id text not null,
        asked bigint not null default 0,
        synced_at timestamptz(3),
        past_due_since timestamptz(3),
        grace_ends_at timestamptz(3),
        due_phase text check (due_phase in ('failed', 'ending', 'ended')),
        created_at timestamptz(3) not null default now()
      );
      create index billing_customers_customer on billing_customers (customer_id);

      create table billing_subscriptions (
        organization_id uuid not null references organizations on delete cascade,
        id text not null,
        status text not null,
        plan_id text not null,
        plan_version integer not null,
        "interval" text not null default 'month' check ("interval" in ('month', 'year')),
        started_at timestamptz(3) not null,
        period_start timestamptz(3) not null,
        period_end timestamptz(3) not null,
        trial_ends_at timestamptz(3),
        cancel_at timestamptz(3),
        ended_at timestamptz(3),
        schedule_id text,
        next_plan_id text,
        next_interval text check (next_interval in ('month', 'year')),
        fetched_at timestamptz(3) not null,
        primary key (organization_id, id)
      );

      create table billing_invoices (
        organization_id uuid not null references organizations on delete cascade,
        id text not null,
        number text,
        status text not null,
        currency text not null,
        subtotal bigint not null,
        tax bigint not null,
        total bigint not null,
        amount_due bigint not null,
        amount_paid bigint not null,
        amount_remaining bigint not null,
        period_start timestamptz(3) not null,
        period_end timestamptz(3) not null,
        created_at timestamptz(3) not null,
        paid_at timestamptz(3),
        attempts integer not null,
        next_attempt_at timestamptz(3),
        pdf_url text,
        hosted_url text,
        lines jsonb not null,
        fetched_at timestamptz(3) not null,
        primary key (organization_id, id)
      );
      create index billing_invoices_created on billing_invoices (organization_id, created_at);

      create table stripe_events (
        id text primary key,
        type text not null,
        object_id text,
        customer_id text,
        created_at timestamptz(3) not null,
        source text not null check (source in ('webhook', 'reconcile')),
        received_at timestamptz(3) not null default now(),
        processed_at timestamptz(3),
        attempts integer not null default 0,
        last_error text
      );
      create index stripe_events_received on stripe_events (received_at);
      create index stripe_events_open on stripe_events (received_at) where processed_at is null;

      create table meter_outbox (
        organization_id uuid not null references organizations on delete cascade,
        meter text not null default 'calls' check (meter in ('calls')),
        hour timestamptz(3) not null,
        sequence integer not null,
        period date not null,
        customer_id text not null,
        delta bigint not null,
        identifier text not null,
        at timestamptz(3) not null,
        state text not null default 'queued' check
          (state in ('unbilled', 'queued', 'sending', 'sent', 'unknown', 'missing', 'unclear', 'refused')),
        attempts integer not null default 0,
        first_tried_at timestamptz(3),
        next_at timestamptz(3) not null,
        sent_at timestamptz(3),
        last_error text,
        created_at timestamptz(3) not null default now(),
        primary key (organization_id, meter, hour, sequence)
      );
      create index meter_outbox_period on meter_outbox (organization_id, meter, period);
      create index meter_outbox_open on meter_outbox (next_at)
        where state in ('queued', 'sending', 'unknown');

      select protect_organization_table(target::regclass, 'select, insert, update, delete', 'select, insert, update, delete')
      from unnest(array['billing_customers', 'billing_subscriptions', 'billing_invoices', 'meter_outbox']) as target;
      do $$
      begin
        execute format('grant insert, select (id) on stripe_events to %I', current_setting('patchops.app_role'));
        execute format('grant select, insert, update, delete on stripe_events to %I',
          current_setting('patchops.system_role'));
      end $$;
    `.execute(db);
  },
};
