import { newId } from "@patchops/contract";
import { logIn, type Services } from "@patchops/services";
import { type Browser, openBrowser } from "./browser.ts";
import type { Received } from "./send.ts";

/** A browser in which a tenant of `openTestGateway` is logged in. */
export async function logInAs(services: Services, name: string): Promise<Browser> {
  const visit = { services, requestId: newId(), address: "127.0.0.1", userAgent: "test" };
  const { cookies } = await logIn(visit, { email: `${name}@example.com`, password: "correct horse battery" });
  const browser = openBrowser();
  browser.take(cookies[0] ?? "");
  return browser;
}

/** Where the answer sends the browser. Throws when it sends it nowhere. */
export function locationOf(answer: Received): string {
  const { location } = answer.headers;
  if (typeof location !== "string") throw new Error(`no redirect: ${answer.status} ${answer.text}`);
  return location;
}

export interface ConsentAnswer {
  decision: "allow" | "deny";
  /** Default: what the client asked for and the role may give. */
  scopes?: string[];
  organizationId?: string;
}

/** Goes from the authorization address to the consent page, and answers what it shows. */
export async function openConsent(
  browser: Browser,
  authorizationUrl: string,
): Promise<{
  page: string;
  request: Record<string, unknown> & { organizations: { id: string; scopes: string[] }[] };
}> {
  const page = new URL(locationOf(await browser.visit(authorizationUrl)), authorizationUrl).href;
  const answer = await browser.visit(`${page}/request`);
  if (answer.status !== 200) throw new Error(`no consent: ${answer.status} ${answer.text}`);
  return { page, request: JSON.parse(answer.text) };
}

export async function answerConsent(
  browser: Browser,
  page: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Received> {
  const { origin } = new URL(page);
  return browser.visit(page, {
    method: "POST",
    headers: { "content-type": "application/json", origin, ...headers },
    body: JSON.stringify(body),
  });
}

/** The whole way through login and consent; answers the address at the client with the code or the error. */
export async function signIn(
  browser: Browser,
  authorizationUrl: string,
  answer: ConsentAnswer = { decision: "allow" },
): Promise<URL> {
  const { page, request } = await openConsent(browser, authorizationUrl);
  const [organization] = request.organizations;
  const { decision, scopes = organization?.scopes, organizationId = organization?.id } = answer;
  const decided = await answerConsent(
    browser,
    page,
    decision === "deny" ? { decision } : { decision, scopes, organizationId },
  );
  if (decided.status !== 200) throw new Error(`not decided: ${decided.status} ${decided.text}`);
  const { redirectTo } = JSON.parse(decided.text) as { redirectTo: string };
  return new URL(locationOf(await browser.visit(redirectTo)));
}
