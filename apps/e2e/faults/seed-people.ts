import { withOwner } from "./with-owner.ts";

export interface SeededPerson {
  userId: string;
  organizationId: string;
}

/** Makes so many accounts that nobody logs in to, each with an organization of its own. */
export async function seedPeople(connectionString: string, count: number): Promise<SeededPerson[]> {
  return withOwner(connectionString, async (owner) => {
    const { rows } = await owner.query<SeededPerson>(
      `with people as (select gen_random_uuid() as user_id, gen_random_uuid() as organization_id, n from generate_series(1, $1) as n),
         u as (insert into users (id, email, name) select user_id, 'seeded-' || n || '@example.com', 'Seeded ' || n from people),
         o as (insert into organizations (id, name, plan) select organization_id, 'Seeded ' || n, 'self_hosted' from people)
       select user_id as "userId", organization_id as "organizationId" from people`,
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
