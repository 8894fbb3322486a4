import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** How the parts of the instance are and were, and what the operator tells of it. No organization tables. */
export const status: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table component_states (
        component text primary key,
        is_up boolean not null,
        since timestamptz(3) not null,
        detail text,
        checked_at timestamptz(3) not null,
        failures integer not null,
        alerted_at timestamptz(3)
      );
      create table component_days (
        component text not null,
        day date not null,
        up_minutes integer not null,
        down_minutes integer not null,
        primary key (component, day)
      );
      create table incidents (
        id uuid primary key,
        title text not null,
        status text not null check (status in ('investigating', 'identified', 'monitoring', 'resolved')),
        created_at timestamptz(3) not null default now()
      );
      create table incident_notes (
        incident_id uuid not null references incidents on delete cascade,
        id uuid not null,
        status text not null,
        text text not null,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        primary key (incident_id, id)
      );
      select open_instance_table(target::regclass)
      from unnest(array['component_states', 'component_days', 'incidents', 'incident_notes']) as target;
    `.execute(db);
  },
};
