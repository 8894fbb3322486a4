import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * How it is known who asks in a support request, and what was begun for it; files of mails that were not taken; incidents that the
 * operator tells of at the server's own host.
 */
export const requests: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table support_tickets
        add column verified_at timestamptz(3),
        add column verified_via text check (verified_via in ('login', 'link')),
        add column proof_hash text unique,
        add column proof_expires_at timestamptz(3);
      update support_tickets as t set verified_at = created_at, verified_via = 'login'
      where source = 'form' and user_id is not null and not exists (
        select from support_messages as m where m.ticket_id = t.id and m.mail_message_id is not null);

      alter table support_messages
        add column is_by_mail boolean not null default false,
        add column refused_files integer not null default 0;
      update support_messages as m set is_by_mail = true
      where m.mail_message_id is not null or m.id = (
        select first.id from support_messages as first join support_tickets as t on t.id = first.ticket_id
        where first.ticket_id = m.ticket_id and t.source = 'mail' order by first.id limit 1);

      alter table data_exports add column asked_via text not null default 'owner'
        check (asked_via in ('owner', 'admin', 'operator'));
      update data_exports set asked_via = 'admin' where requested_by is not null;
      alter table data_exports add column ticket_id uuid references support_tickets on delete set null;
      create index data_exports_ticket on data_exports (ticket_id) where ticket_id is not null;
      alter table deletions add column ticket_id uuid references support_tickets on delete set null;
      create index deletions_ticket on deletions (ticket_id) where ticket_id is not null;

      alter table incident_notes alter column created_by drop not null;
    `.execute(db);
  },
};
