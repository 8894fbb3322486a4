import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What people write to who operates the instance, and what is answered. No organization tables. */
export const support: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table support_tickets (
        id uuid primary key,
        user_id uuid references users on delete cascade,
        organization_id uuid,
        email text not null check (email = lower(email)),
        source text not null check (source in ('form', 'contact', 'mail')),
        kind text not null check (kind in ('question', 'problem', 'feedback', 'privacy')),
        subject text not null,
        status text not null default 'open' check (status in ('open', 'answered', 'closed')),
        status_at timestamptz(3) not null default now(),
        errors jsonb,
        created_at timestamptz(3) not null default now(),
        last_message_at timestamptz(3) not null default now()
      );
      create index support_tickets_user on support_tickets (user_id, id);
      create index support_tickets_status on support_tickets (status, id);

      create table support_messages (
        ticket_id uuid not null references support_tickets on delete cascade,
        id uuid not null,
        user_id uuid references users on delete cascade,
        author text not null check (author in ('requester', 'support')),
        answered_by uuid,
        text text not null,
        mail_message_id text unique,
        mail_id uuid,
        created_at timestamptz(3) not null default now(),
        primary key (ticket_id, id)
      );
      create index support_messages_user on support_messages (user_id);
      create index support_messages_mail on support_messages (mail_id) where mail_id is not null;

      select open_instance_table(target::regclass)
      from unnest(array['support_tickets', 'support_messages']) as target;
    `.execute(db);
  },
};
