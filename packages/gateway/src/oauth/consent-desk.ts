import type { IncomingMessage, ServerResponse } from "node:http";
import {
  AppError,
  type ConsentDecision,
  type ConsentRequest,
  decideConsentInput,
  oauthScopes,
  roleScopes,
  type Scope,
} from "@patchops/contract";
import {
  type Actor,
  findMemberships,
  grantConsent,
  knownScopes,
  type Services,
  type SignInRequest,
  type Visit,
} from "@patchops/services";
import { errors, type Provider } from "oidc-provider";
import { parseEndpoint } from "../endpoint.ts";
import { shownClient } from "./client-metadata.ts";
import { resourcePath } from "./resource-path.ts";

/** A request of the browser in which a sign-in began. */
export interface DeskRequest {
  provider: Provider;
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  visit: Visit;
  uid: string;
}

type Pending = Awaited<ReturnType<typeof pendingSignIn>>;

const runOut = "This sign-in has run out, was finished, or began in another browser.";

/** The sign-in that this browser's cookie names. Throws `not_found` for any other. */
async function pendingSignIn({ provider, incoming, outgoing, visit, uid }: DeskRequest) {
  const interaction = await provider.interactionDetails(incoming, outgoing).catch((error: unknown) => {
    if (error instanceof errors.SessionNotFound) return null;
    throw error;
  });
  if (interaction === null || interaction.uid !== uid) {
    throw new AppError("not_found", runOut, { next: "Start again from the client." });
  }
  const { client_id: clientId, redirect_uri: redirectUri, resource, scope, prompt } = interaction.params;
  const client = await provider.Client.find(String(clientId));
  if (!client) throw new AppError("not_found", runOut, { next: "Start again from the client." });
  const { publicUrl } = visit.services.settings;
  const request: SignInRequest = {
    clientId: client.clientId,
    client: shownClient(client.clientId, client.clientName, String(redirectUri)),
    redirectUri: String(redirectUri),
    resource: typeof resource === "string" ? resource : `${publicUrl}/mcp`,
  };
  const asked = typeof scope === "string" ? scope.split(" ") : [];
  return {
    request,
    scopes: oauthScopes.filter((each) => asked.includes(each)),
    isAskedAnew: prompt === "consent",
  };
}

/**
 * Where a browser goes that comes to the consent page: on at once where the same person allowed the same client all of this
 * before, in the organization that they look at. Null = the page asks.
 */
export async function rememberedWay(desk: DeskRequest, actor: Actor): Promise<string | null> {
  const { request, scopes, isAskedAnew } = await pendingSignIn(desk);
  if (isAskedAnew || !isAssured(request)) return null;
  const known = await knownScopes(desk.visit.services, actor.userId, request);
  const before = known.get(actor.organizationId);
  if (before === undefined || known.size > 1) return null;
  if (!scopes.every((scope) => before.includes(scope) && actor.scopes.includes(scope))) return null;
  return allow(desk, actor, { request, organizationId: actor.organizationId, scopes, isRemembered: true });
}

/**
 * Whether it is the client that was allowed before: one that registered itself alone knows its id. A document's address is known
 * to all, and with it any program on the person's machine could take the answer (RFC 8252, section 8.6).
 */
function isAssured({ client, redirectUri }: SignInRequest): boolean {
  return !client.isVerified || redirectUri.startsWith("https:");
}

/** The profile that an endpoint shows in an organization; null = it has no such, undefined = the endpoint is no profile's. */
async function profileAt(services: Services, organizationId: string, endpoint: string) {
  const slug = parseEndpoint(endpoint)?.profile;
  if (slug === undefined) return undefined;
  const { profilesBySlug } = await services.snapshots.get(organizationId);
  const profile = profilesBySlug.get(slug);
  return profile === undefined ? null : { name: profile.name, tools: profile.tools.size };
}

/** What the consent page shows. */
export async function consentRequest(desk: DeskRequest, actor: Actor): Promise<ConsentRequest> {
  const { services } = desk.visit;
  const { request, scopes } = await pendingSignIn(desk);
  const known = await knownScopes(services, actor.userId, request);
  const user = await services.database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select(["email", "name"])
      .where("id", "=", actor.userId)
      .executeTakeFirstOrThrow(),
  );
  const memberships = await findMemberships(services.database, actor.userId);
  const endpoint = resourcePath(services.settings.publicUrl, request.resource) ?? "/mcp";
  const shown = new Map<string, ConsentRequest["organizations"][number]["profile"]>();
  for (const { organizationId } of memberships) {
    shown.set(organizationId, await profileAt(services, organizationId, endpoint));
  }
  return {
    client: request.client,
    redirectUri: request.redirectUri,
    endpoint,
    requestedScopes: scopes,
    user,
    organizations: memberships.map(({ organizationId, name, role }) => ({
      id: organizationId,
      name,
      role,
      scopes: scopes.filter((scope) => roleScopes[role].includes(scope)),
      grantedScopes: known.get(organizationId) ?? [],
      ...(shown.get(organizationId) === undefined ? {} : { profile: shown.get(organizationId) }),
    })),
    currentOrganizationId: actor.organizationId,
  };
}

/** The person's answer. Throws `invalid_input`, `not_found` for an organization of others, `forbidden` when nothing is left to allow. */
export async function decideConsent(
  desk: DeskRequest,
  actor: Actor,
  body: unknown,
): Promise<ConsentDecision> {
  const parsed = decideConsentInput.safeParse(body);
  if (!parsed.success) {
    throw new AppError("invalid_input", parsed.error.issues[0]?.message ?? "The answer is wrong.");
  }
  const { request, scopes: asked }: Pending = await pendingSignIn(desk);
  if (parsed.data.decision === "deny") {
    const { provider, incoming, outgoing } = desk;
    const redirectTo = await provider.interactionResult(
      incoming,
      outgoing,
      { error: "access_denied", error_description: "the person did not allow it" },
      { mergeWithLastSubmission: false },
    );
    return { redirectTo };
  }
  const { organizationId, scopes } = parsed.data;
  // Never more than the client asked for, whatever the page sends.
  const allowed: Scope[] = scopes.filter((scope) => asked.includes(scope));
  return {
    redirectTo: await allow(desk, actor, { request, organizationId, scopes: allowed, isRemembered: false }),
  };
}

async function allow(
  { provider, incoming, outgoing, visit }: DeskRequest,
  actor: Actor,
  given: { request: SignInRequest; organizationId: string; scopes: readonly Scope[]; isRemembered: boolean },
): Promise<string> {
  const { request, ...rest } = given;
  const { services } = visit;
  const endpoint = resourcePath(services.settings.publicUrl, request.resource) ?? "/mcp";
  if ((await profileAt(services, given.organizationId, endpoint)) === null) {
    throw new AppError("not_found", `That organization has no profile at ${endpoint}.`, {
      next: "Choose another organization, or point the client at an address that its profiles page shows.",
    });
  }
  const grantId = await grantConsent(visit, actor, { ...request, ...rest });
  return provider.interactionResult(
    incoming,
    outgoing,
    { login: { accountId: actor.userId, remember: false }, consent: { grantId } },
    { mergeWithLastSubmission: false },
  );
}
