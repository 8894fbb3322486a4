import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

export interface MembershipToEnd {
  id: string;
  name: string;
  /** Nobody else is there: it goes, too. */
  isAlone: boolean;
  /** Others are, and none of them owns it. */
  needsOwner: boolean;
}

/**
 * Somebody's organizations, and what becomes of them without them. With `isHeld` nobody joins or leaves one until the transaction
 * ends. A system file: they are many.
 */
export async function readMembershipsToEnd(
  trx: Transaction,
  userId: string,
  { isHeld }: { isHeld: boolean },
): Promise<MembershipToEnd[]> {
  if (isHeld) {
    await sql`
      select from members where organization_id in (select organization_id from members where user_id = ${userId})
      order by organization_id, user_id for update
    `.execute(trx);
  }
  const { rows } = await sql<MembershipToEnd>`
    select o.id, o.name,
      count(u.id) = 0 as "isAlone",
      m.role = 'owner' and count(u.id) > 0 and count(u.id) filter (where other.role = 'owner' and u.status = 'active') = 0
        as "needsOwner"
    from members as m
    join organizations as o on o.id = m.organization_id
    left join members as other on other.organization_id = m.organization_id and other.user_id <> m.user_id
    left join users as u on u.id = other.user_id and not u.is_service and u.status <> 'deleted'
    where m.user_id = ${userId}
    group by o.id, o.name, m.role, m.created_at
    order by m.created_at, o.id
  `.execute(trx);
  return rows;
}
