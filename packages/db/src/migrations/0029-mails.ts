import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The outbox of mails, and the addresses that took none. The app role puts mails in; only the system role reads them. */
export const mails: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table mails (
        id uuid primary key,
        organization_id uuid,
        user_id uuid references users on delete cascade,
        kind text not null,
        recipient text not null,
        sealed text,
        status text not null default 'queued'
          check (status in ('queued', 'accepted', 'delivered', 'bounced', 'failed')),
        status_at timestamptz(3) not null default now(),
        attempts integer not null default 0,
        answer text,
        server_message_id text,
        next_at timestamptz(3) not null default now(),
        lease_until timestamptz(3),
        expires_at timestamptz(3) not null,
        created_at timestamptz(3) not null default now()
      );
      create index mails_created_at on mails (created_at);
      create index mails_queued on mails (next_at) where status = 'queued';
      create index mails_user on mails (user_id);

      create table suppressed_addresses (
        address text primary key,
        mail_id uuid,
        reason text not null,
        created_at timestamptz(3) not null default now()
      );

      do $$
      declare
        app name := current_setting('patchops.app_role');
        system name := current_setting('patchops.system_role');
      begin
        execute format('grant insert on mails to %I', app);
        execute format('grant select, insert, update, delete on mails to %I', system);
      end $$;
      select open_instance_table('suppressed_addresses');
    `.execute(db);
  },
};
