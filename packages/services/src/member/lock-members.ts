import { AppError, type Role } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

export interface LockedMember {
  userId: string;
  role: Role;
  isService: boolean;
}

/** Everybody in the organization, held until the transaction ends: of two owners who leave at once, the second sees that they are the last. */
export async function lockMembers(trx: Transaction, organizationId: string): Promise<LockedMember[]> {
  return trx
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.userId")
    .select(["members.userId", "members.role", "users.isService"])
    .where("members.organizationId", "=", organizationId)
    .orderBy("members.userId")
    .forUpdate("members")
    .execute();
}

/** One of them. Throws `not_found`. */
export function findMember(members: readonly LockedMember[], userId: string): LockedMember {
  const member = members.find((each) => each.userId === userId);
  if (member !== undefined) return member;
  throw new AppError("not_found", "There is no such member.", {
    next: "List them with: patchops members list",
  });
}

/** Refuses to take the last owner away. Throws `conflict`. */
export function requireOtherOwner(members: readonly LockedMember[], userId: string): void {
  if (members.some((each) => each.role === "owner" && each.userId !== userId)) return;
  throw new AppError("conflict", "An organization keeps at least one owner.", {
    next: "Make somebody else an owner first.",
  });
}
