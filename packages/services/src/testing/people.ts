import { newId, type Role, roleScopes } from "@patchops/contract";
import { hashPassword } from "@patchops/vault";
import { type LoggedIn, signUp } from "../account/index.ts";
import type { Context, Services, Visit } from "../context.ts";
import { resolveLoginSession, startLoginSession } from "../session/index.ts";

export const testPassword = "correct horse battery";

export function testVisit(services: Services, changes: Partial<Visit> = {}): Visit {
  return { services, requestId: newId(), address: "127.0.0.1", userAgent: "test", ...changes };
}

export interface TestPerson extends LoggedIn {
  email: string;
  /** The context of their browser. */
  context: Context;
}

/** Of `testPassword`: at what a hash costs, many accounts would take longer than their tests. */
let testHash: Promise<string> | undefined;

/** Somebody who has just signed up, with an organization of their own. */
export async function testPerson(services: Services, name: string): Promise<TestPerson> {
  const visit = testVisit(services);
  const email = `${name}@example.com`;
  const hash = (password: string) => {
    testHash ??= hashPassword(password);
    return testHash;
  };
  const person = await signUp(visit, { email, password: testPassword, name }, { hash });
  return { ...person, email, context: await contextOf(visit, person.token) };
}

/** Somebody who joins another's organization in a role, logged in to that one. */
export async function testMember(
  services: Services,
  owner: TestPerson,
  name: string,
  role: Role,
): Promise<TestPerson> {
  const person = await testPerson(services, name);
  const { organizationId } = owner;
  const { userId } = person;
  const visit = testVisit(services);
  const login = await services.database.withOrganization(organizationId, async (trx) => {
    await trx.insertInto("members").values({ organizationId, userId, role }).execute();
    return startLoginSession(visit, trx, { userId, organizationId, method: "password" });
  });
  return { ...person, organizationId, ...login, context: await contextOf(visit, login.token) };
}

/** The context of whoever holds a login token. Throws when nobody does. */
export async function contextOf(visit: Visit, token: string): Promise<Context> {
  const login = await resolveLoginSession(visit, token);
  if (login === null) throw new Error("nobody is logged in with this token");
  return { ...visit, actor: login.actor, via: "dashboard", client: null };
}

/** The same request made with an API key of the same person. */
export function asApiKey(context: Context, scopes = roleScopes[context.actor.role]): Context {
  return {
    ...context,
    actor: { ...context.actor, kind: "api_key", apiKeyId: newId(), loginSessionId: null, scopes },
  };
}

/** The same request made by an admin of the instance who looks at what this person sees. */
export function asLook(context: Context): Context {
  const impersonation = { id: newId(), adminId: newId(), by: "admin@example.com", reason: "x", endsAt: "x" };
  return { ...context, actor: { ...context.actor, isInstanceAdmin: false, impersonation } };
}

/** An organization's audit log, oldest first. */
export function auditEntries(services: Services, organizationId: string) {
  return services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("auditEntries").select(["action", "data", "before", "after"]).orderBy("id").execute(),
  );
}

/** The actions in it. */
export async function auditActions(services: Services, organizationId: string): Promise<string[]> {
  return (await auditEntries(services, organizationId)).map(({ action }) => action);
}
