import { newId } from "@patchops/contract";
import type { Place, ScimContext } from "./scim-context.ts";
import { isId } from "./user/index.ts";
import { isRecord } from "./wire/pick.ts";

/** Older ones are forgotten. */
const mostKept = 50;

export interface ScimProblem {
  method: string;
  /** Below the endpoint: `/Users/…`. */
  path: string;
  body: unknown;
  status: number;
  detail: string;
}

/** Keeps why a request of the directory was refused, for the organization's admins: the directory tells nobody else. */
export async function recordScimProblem(
  { services, token: { organizationId } }: ScimContext,
  { method, path, body, status, detail }: ScimProblem,
): Promise<void> {
  await services.database.withOrganization(organizationId, async (trx) => {
    const subject = (await nameAt({ trx, organizationId }, path)) ?? nameIn(body);
    await trx
      .insertInto("scimProblems")
      .values({
        ...{ organizationId, id: newId(), status },
        request: `${method} ${path}`.slice(0, 200),
        subject: subject?.toLowerCase().slice(0, 254) ?? null,
        detail: detail.slice(0, 500),
      })
      .execute();
    await trx
      .deleteFrom("scimProblems")
      .where("organizationId", "=", organizationId)
      .where("id", "in", (query) =>
        query
          .selectFrom("scimProblems")
          .select("id")
          .where("organizationId", "=", organizationId)
          .orderBy("id", "desc")
          .offset(mostKept),
      )
      .execute();
  });
}

async function nameAt({ trx, organizationId }: Place, path: string): Promise<string | null> {
  const [, kind, id = ""] = path.split("/");
  if (!isId(id)) return null;
  if (kind === "Groups") {
    const group = await trx
      .selectFrom("scimGroups")
      .select("displayName")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .executeTakeFirst();
    return group?.displayName ?? null;
  }
  const user = await trx
    .selectFrom("scimUsers")
    .select("userName")
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .executeTakeFirst();
  return user?.userName ?? null;
}

function nameIn(body: unknown): string | null {
  if (!isRecord(body)) return null;
  const name = body.userName ?? body.displayName;
  return typeof name === "string" ? name.replaceAll("\0", "") : null;
}
