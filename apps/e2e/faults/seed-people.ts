import { withOwner } from "./with-owner.ts";

export interface SeededPerson {
  userId: string;
  organizationId: string;
  email: string;
}

/** Makes so many accounts that nobody logs in to, each with an organization of its own. */
export async function seedPeople(connectionString: string, count: number): Promise<SeededPerson[]> {
  return withOwner(connectionString, async (owner) => {
    const { rows } = await owner.query<SeededPerson>(
      `with people as (select gen_random_uuid() as user_id, gen_random_uuid() as organization_id, n,
           'seeded-' || n || '@example.com' as email from generate_series(1, $1) as n),
         u as (insert into users (id, email, name) select user_id, email, 'Name of ' || email from people),
         o as (insert into organizations (id, name, plan) select organization_id, 'Organization of ' || email, 'self_hosted' from people)
       select user_id as "userId", organization_id as "organizationId", email from people`,
      [count],
    );
    await owner.query(
      `insert into members (organization_id, user_id, role)
       select o, u, 'owner' from unnest($1::uuid[], $2::uuid[]) as t (o, u)`,
      [rows.map(({ organizationId }) => organizationId), rows.map(({ userId }) => userId)],
    );
    return rows;
  });
}

/** Gives each of them so many calls, and a tenth as many runs with code and a result. */
export async function seedUse(
  connectionString: string,
  people: readonly SeededPerson[],
  calls: number,
): Promise<void> {
  const whose = [people.map(({ organizationId }) => organizationId), people.map(({ userId }) => userId)];
  await withOwner(connectionString, async (owner) => {
    await owner.query(
      `insert into usage_events (organization_id, id, ts, kind, method, via, user_id, outcome, was_sent, queue_ms, total_ms,
         bytes_in, bytes_out, units, tool)
       select o, gen_random_uuid(), now(), 'call', 'tools/call', 'mcp', u, 'ok', true, 0.2, 41.5, 12, 900, 1, 'list_orders'
       from unnest($1::uuid[], $2::uuid[]) as t (o, u), generate_series(1, $3)`,
      [...whose, calls],
    );
    await owner.query(
      `insert into executions (organization_id, id, user_id, via, code, limits, status, result, created_at, finished_at)
       select o, gen_random_uuid(), u, 'cli', 'return "' || u || '"', '{}', 'succeeded', to_json(repeat(md5(n::text), 100)), now(), now()
       from unnest($1::uuid[], $2::uuid[]) as t (o, u), generate_series(1, $3) as n`,
      [...whose, Math.ceil(calls / 10)],
    );
  });
}

/** What each of them leaves where they sign in, are told of things, and ask for help. */
export async function seedTraces(connectionString: string, people: readonly SeededPerson[]): Promise<void> {
  const whose = [
    people.map(({ organizationId }) => organizationId),
    people.map(({ userId }) => userId),
    people.map(({ email }) => email),
  ];
  const them = "unnest($1::uuid[], $2::uuid[], $3::text[]) as t (o, u, e)";
  await withOwner(connectionString, async (owner) => {
    await owner.query(
      `with them as (select o, u, e, gen_random_uuid() as ticket from ${them}),
         notices as (insert into account_notices (user_id, id, title, text, path)
           select u, gen_random_uuid(), 'A new browser', e || ' signed in', '/account' from them),
         devices as (insert into known_devices (user_id, token_hash, user_agent) select u, md5(e), 'Browser of ' || e from them),
         events as (insert into login_events (id, user_id, outcome, method, address, user_agent)
           select gen_random_uuid(), u, 'success', 'password', '203.0.113.7', 'Browser of ' || e from them),
         sessions as (insert into login_sessions (id, user_id, organization_id, expires_at, user_agent)
           select md5('session ' || e), u, o, now() + interval '1 day', 'Browser of ' || e from them),
         mailed as (insert into mails (id, organization_id, user_id, kind, recipient, status, expires_at)
           select gen_random_uuid(), o, u, 'seeded', e, 'delivered', now() + interval '1 day' from them),
         told as (insert into notifications (organization_id, id, user_id, kind, title, text, path)
           select o, gen_random_uuid(), u, 'quota', 'Of ' || e, 'Half is used', '/usage' from them),
         tickets as (insert into support_tickets (id, user_id, organization_id, email, source, kind, subject)
           select ticket, u, o, e, 'form', 'question', 'Asked by ' || e from them returning id)
       insert into support_messages (ticket_id, id, user_id, author, text)
       select ticket, gen_random_uuid(), u, 'requester', 'Write to ' || e from them join tickets on tickets.id = them.ticket`,
      whose,
    );
  });
}
