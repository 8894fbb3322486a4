import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Prompts, resources and resource templates of upstreams, beside their tools; and what an upstream says that it can do. */
export const promptsAndResources: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table offers (
        organization_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        kind text not null,
        original text not null,
        exposed text not null,
        definition json not null,
        is_available boolean not null default true,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, connection_id) references connections on delete cascade,
        unique (organization_id, connection_id, kind, original),
        unique (organization_id, kind, exposed)
      );
      select protect_organization_table('offers', 'select, insert, update, delete', 'select, insert, update, delete');
      alter table connections add column capabilities jsonb not null default '{}';
    `.execute(db);
  },
};
