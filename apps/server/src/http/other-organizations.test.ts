import { appRouter } from "@patchops/api";
import { newId } from "@patchops/contract";
import { softwareAuthenticator } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { signInApp } from "../testing/sign-in-app.ts";
import { startTestServer, type TestServer, testPassword } from "../testing/start-test-server.ts";

/** Names of things of one organization; the unknown ones have the same form and belong to nobody. */
interface Things {
  app: string;
  approval: string;
  connection: string;
  slug: string;
  tool: string;
  call: string;
  dataExport: string;
  delivery: string;
  domain: string;
  execution: string;
  invitation: string;
  snippet: string;
  snippetName: string;
  workflowName: string;
  workflowRun: string;
  view: string;
  key: string;
  organization: string;
  passkey: string;
  policy: string;
  profile: string;
  promptSession: string;
  scimGroup: string;
  scimToken: string;
  service: string;
  session: string;
  ticket: string;
  endpoint: string;
  user: string;
}

type Input = (things: Things) => unknown;

const day = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };

/** Every procedure that is told an id or a name: another organization's answers as one that does not exist. */
const told: Record<string, { inputs: Input[]; code: "not_found" | "unknown_tool" | null }> = {
  "activity.get": { code: "not_found", inputs: [(t) => ({ id: t.call })] },
  "account.removePasskey": { code: "not_found", inputs: [(t) => ({ id: t.passkey })] },
  "account.renamePasskey": { code: "not_found", inputs: [(t) => ({ id: t.passkey, name: "Mine" })] },
  "approval.get": { code: "not_found", inputs: [(t) => ({ id: t.approval })] },
  "approval.decide": { code: "not_found", inputs: [(t) => ({ id: t.approval, decision: "approve" })] },
  "billing.invoice": { code: "not_found", inputs: [(t) => ({ id: t.call })] },
  "apiKey.create": {
    code: "not_found",
    inputs: [(t) => ({ name: "Mine", serviceAccount: t.service })],
  },
  "apiKey.setBudget": { code: "not_found", inputs: [(t) => ({ id: t.key, callsPerMonth: 1 })] },
  "apiKey.revoke": { code: "not_found", inputs: [(t) => ({ id: t.key })] },
  "connectedApp.revoke": { code: "not_found", inputs: [(t) => ({ id: t.app })] },
  "connection.get": {
    code: "not_found",
    inputs: [(t) => ({ connection: t.connection }), (t) => ({ connection: t.slug })],
  },
  "connection.update": {
    code: "not_found",
    inputs: [
      (t) => ({ connection: t.connection, name: "Taken" }),
      (t) => ({ connection: t.slug, isPaused: true }),
    ],
  },
  "connection.refresh": { code: "not_found", inputs: [(t) => ({ connection: t.connection })] },
  "connection.remove": {
    code: "not_found",
    inputs: [(t) => ({ connection: t.connection }), (t) => ({ connection: t.slug })],
  },
  "connection.reviews": { code: "not_found", inputs: [(t) => ({ connection: t.connection })] },
  "connection.review": {
    code: "not_found",
    inputs: [(t) => ({ connection: t.slug, tools: [{ tool: t.tool, hash: "2:" }], decision: "approve" })],
  },
  "connection.changeDemo": {
    code: "not_found",
    inputs: [(t) => ({ connection: t.connection, isChanged: true })],
  },
  "connection.signIn": { code: "not_found", inputs: [(t) => ({ connection: t.connection })] },
  "connection.signOut": { code: "not_found", inputs: [(t) => ({ connection: t.connection })] },
  "connection.setClient": {
    code: "not_found",
    inputs: [(t) => ({ connection: t.connection, clientId: "mine" })],
  },
  "connection.report": { code: "not_found", inputs: [(t) => ({ connection: t.connection })] },
  "dataExport.cancel": { code: "not_found", inputs: [(t) => ({ id: t.dataExport })] },
  "dataExport.link": { code: "not_found", inputs: [(t) => ({ id: t.dataExport })] },
  "deletion.keep": { code: "not_found", inputs: [(t) => ({ deletionId: t.call })] },
  "execution.get": { code: "not_found", inputs: [(t) => ({ executionId: t.execution })] },
  "execution.cancel": { code: "not_found", inputs: [(t) => ({ executionId: t.execution })] },
  "execution.decide": {
    code: "not_found",
    inputs: [(t) => ({ executionId: t.execution, decision: "repeat" })],
  },
  "execution.replay": { code: "not_found", inputs: [(t) => ({ executionId: t.execution })] },
  "execution.events": { code: "not_found", inputs: [(t) => ({ executionId: t.execution })] },
  "invitation.resend": { code: "not_found", inputs: [(t) => ({ id: t.invitation })] },
  "invitation.revoke": { code: "not_found", inputs: [(t) => ({ id: t.invitation })] },
  "member.holdings": { code: "not_found", inputs: [(t) => ({ userId: t.user })] },
  "member.remove": { code: "not_found", inputs: [(t) => ({ userId: t.user })] },
  "member.setBudget": { code: "not_found", inputs: [(t) => ({ userId: t.user, callsPerMonth: 1 })] },
  "member.setRole": { code: "not_found", inputs: [(t) => ({ userId: t.user, role: "viewer" })] },
  "organization.switch": { code: "not_found", inputs: [(t) => ({ organizationId: t.organization })] },
  "organization.transfer": { code: "not_found", inputs: [(t) => ({ userId: t.user })] },
  "savedView.remove": { code: "not_found", inputs: [(t) => ({ id: t.view })] },
  "promptSession.get": { code: "not_found", inputs: [(t) => ({ id: t.promptSession })] },
  "serviceAccount.remove": { code: "not_found", inputs: [(t) => ({ userId: t.service })] },
  "scim.revokeToken": { code: "not_found", inputs: [(t) => ({ id: t.scimToken })] },
  "scim.setGroupRole": { code: "not_found", inputs: [(t) => ({ id: t.scimGroup, role: null })] },
  "session.revoke": { code: "not_found", inputs: [(t) => ({ id: t.session })] },
  "singleSignOn.removeDomain": { code: "not_found", inputs: [(t) => ({ domain: t.domain })] },
  "singleSignOn.verifyDomain": { code: "not_found", inputs: [(t) => ({ domain: t.domain })] },
  "snippet.get": {
    code: "not_found",
    inputs: [(t) => ({ id: t.snippet }), (t) => ({ name: t.snippetName })],
  },
  "snippet.remove": { code: "not_found", inputs: [(t) => ({ id: t.snippet })] },
  "snippet.rename": { code: "not_found", inputs: [(t) => ({ id: t.snippet, name: "mine" })] },
  "snippet.run": { code: "not_found", inputs: [(t) => ({ name: t.snippetName })] },
  "support.get": { code: "not_found", inputs: [(t) => ({ id: t.ticket })] },
  "support.reply": { code: "not_found", inputs: [(t) => ({ id: t.ticket, text: "Mine" })] },
  "workflow.diff": { code: "not_found", inputs: [(t) => ({ name: t.workflowName, from: 1, to: 1 })] },
  "workflow.dismiss": { code: "not_found", inputs: [(t) => ({ executionId: t.workflowRun })] },
  "workflow.get": { code: "not_found", inputs: [(t) => ({ name: t.workflowName })] },
  "workflow.pause": { code: "not_found", inputs: [(t) => ({ name: t.workflowName, isPaused: true })] },
  "workflow.pauseRun": {
    code: "not_found",
    inputs: [(t) => ({ executionId: t.workflowRun, isPaused: true })],
  },
  "workflow.publish": { code: "not_found", inputs: [(t) => ({ name: t.workflowName, version: 1 })] },
  "workflow.remove": { code: "not_found", inputs: [(t) => ({ name: t.workflowName })] },
  "workflow.rerun": {
    code: "not_found",
    inputs: [
      (t) => ({ executionId: t.workflowRun }),
      (t) => ({ executionId: t.workflowRun, fromStep: "one" }),
    ],
  },
  "workflow.rotateWebhook": { code: "not_found", inputs: [(t) => ({ name: t.workflowName })] },
  "workflow.run": { code: "not_found", inputs: [(t) => ({ name: t.workflowName })] },
  "workflow.runs": { code: null, inputs: [(t) => ({ name: t.workflowName })] },
  "workflow.versions": { code: "not_found", inputs: [(t) => ({ name: t.workflowName })] },
  "tool.get": { code: null, inputs: [(t) => ({ name: t.tool })] },
  "tool.invoke": { code: null, inputs: [(t) => ({ name: t.tool, arguments: {} })] },
  "tool.invokeAndWait": { code: "unknown_tool", inputs: [(t) => ({ name: t.tool, arguments: {} })] },
  // Names a question of the asker's own calls; that of anybody else's is heard by nobody.
  "tool.answerQuestion": { code: null, inputs: [(t) => ({ id: t.call, action: "decline" })] },
  "tool.explain": { code: "unknown_tool", inputs: [(t) => ({ name: t.tool })] },
  "policy.set": {
    code: null,
    inputs: [
      (t) => ({ action: "block", tool: t.tool }),
      (t) => ({ action: "block", connection: t.slug }),
      (t) => ({ action: "block", profile: t.profile }),
      (t) => ({ action: "block", apiKey: t.key }),
    ],
  },
  "webhook.testEndpoint": { code: "not_found", inputs: [(t) => ({ id: t.endpoint })] },
  "webhook.resend": { code: "not_found", inputs: [(t) => ({ id: t.delivery })] },
  "webhook.removeEndpoint": { code: "not_found", inputs: [(t) => ({ id: t.endpoint })] },
  "webhook.deliveries": { code: null, inputs: [(t) => ({ id: t.endpoint })] },
  "policy.remove": { code: "not_found", inputs: [(t) => ({ id: t.policy })] },
  "profile.create": { code: "not_found", inputs: [(t) => ({ name: "Mine", connections: [t.slug] })] },
  "profile.get": { code: "not_found", inputs: [(t) => ({ profile: t.profile })] },
  "profile.update": { code: "not_found", inputs: [(t) => ({ profile: t.profile, name: "Taken" })] },
  "profile.remove": { code: "not_found", inputs: [(t) => ({ profile: t.profile })] },
  // Filters: nothing is found, as for an unknown one.
  "activity.list": {
    code: null,
    inputs: [
      (t) => ({ connection: t.slug }),
      (t) => ({ tool: t.tool }),
      (t) => ({ user: t.user }),
      (t) => ({ execution: t.execution }),
    ],
  },
  "promptSession.list": {
    code: null,
    inputs: [(t) => ({ user: t.user }), (t) => ({ apiKey: t.key })],
  },
  "execution.list": { code: null, inputs: [(t) => ({ cursor: t.execution })] },
  "tool.list": { code: null, inputs: [(t) => ({ connection: t.slug })] },
  "usage.errors": { code: null, inputs: [(t) => ({ ...day, connection: t.slug })] },
  "usage.methods": { code: null, inputs: [(t) => ({ ...day, connection: t.slug })] },
  "usage.report": { code: null, inputs: [(t) => ({ ...day, connection: t.slug })] },
};

/** Procedures that are told nothing which could be another organization's. */
const untold = [
  "account.acceptTerms",
  "account.changeEmail",
  "account.addPasskey",
  "account.appeal",
  "account.changePassword",
  "account.confirmEmail",
  "account.confirmLink",
  "account.current",
  "account.endImpersonation",
  "account.joinWaitlist",
  "account.linkLogin",
  "account.linkedLogins",
  "account.logIn",
  "account.logInByPasskey",
  "account.logOut",
  "account.passkeys",
  "account.pendingLink",
  "account.requestPasswordReset",
  "account.resendVerification",
  "account.resetPassword",
  "account.prove",
  "account.proveByPasskey",
  "account.setPreference",
  "account.signUp",
  "account.startPasskey",
  "account.startPasskeyLogin",
  "account.startPasskeyProof",
  "account.startProviderLogin",
  "account.suspension",
  "account.unlinkLogin",
  "account.update",
  "account.visitor",
  // The instance's own, for its admins; the audit log is of the asker's organization.
  "admin.allowUpstream",
  "admin.answerTicket",
  "admin.askForProof",
  "admin.export",
  "admin.audit",
  "admin.backUp",
  "admin.backups",
  "admin.credit",
  "admin.customer",
  "admin.customers",
  "admin.endLimit",
  "admin.failedWebhooks",
  "admin.freeze",
  "admin.health",
  "admin.impersonate",
  "admin.liftSuppression",
  "admin.inviteFromWaitlist",
  "admin.lift",
  "admin.listAllowedUpstreams",
  "admin.jobs",
  "admin.logs",
  "admin.mails",
  "admin.masterKey",
  "admin.removeOldKeys",
  "admin.retryJob",
  "admin.rotateMasterKey",
  "admin.rotateSigningKeys",
  "admin.runJob",
  "admin.signingKeys",
  "admin.noteIncident",
  "admin.openIncident",
  "admin.status",
  "admin.plans",
  "admin.previewUpstream",
  "admin.readMail",
  "admin.removeAllowedUpstream",
  "admin.replayStripeEvent",
  "admin.replayWebhook",
  "admin.retryMail",
  "admin.stripeEvents",
  "admin.stripeSync",
  "admin.setTicketStatus",
  "admin.ticket",
  "admin.tickets",
  "admin.suppressedAddresses",
  "admin.revenue",
  "admin.setLimit",
  "admin.setPlan",
  "admin.settleAppeal",
  "admin.settleUsage",
  "admin.stuckUsage",
  "admin.suspend",
  "admin.unfreeze",
  "admin.users",
  "admin.waitlist",
  // A stream without an end: its filters are those of `activity.list`.
  "activity.tail",
  // Whatever changes in the asker's organization, by id.
  "approval.changes",
  "approval.list",
  // Of the asker's organization, or of the instance for its admins.
  "audit.list",
  "audit.state",
  "audit.verify",
  "apiKey.list",
  "billing.cancel",
  "billing.change",
  "billing.checkout",
  "billing.invoices",
  "billing.portal",
  "billing.refresh",
  "billing.resume",
  "billing.state",
  "catalog.list",
  "connectedApp.list",
  "connection.add",
  "connection.holding",
  "connection.list",
  "connection.rules",
  "connection.setHolding",
  "connection.setRules",
  "dataExport.list",
  "dataExport.start",
  "execution.start",
  "execution.check",
  "execution.retention",
  "execution.setRetention",
  "instance.info",
  "instance.setup",
  // Only with the operator's token, on the server's own host.
  "operator.allowUpstream",
  "operator.allowedUpstreams",
  "operator.failedWebhooks",
  "operator.freeze",
  "operator.invite",
  "operator.removeAllowedUpstream",
  "operator.replayWebhook",
  "operator.unfreeze",
  "operator.users",
  "operator.waitlist",
  "operator.answerTicket",
  "operator.askForProof",
  "operator.credit",
  "operator.export",
  "operator.hold",
  "operator.holds",
  "operator.noteIncident",
  "operator.openIncident",
  "operator.releaseHold",
  "operator.setTicketStatus",
  "operator.status",
  "operator.ticket",
  "operator.tickets",
  "operator.customer",
  "operator.customers",
  "operator.endLimit",
  "operator.plans",
  "operator.setLimit",
  "operator.setPlan",
  "operator.backUp",
  "operator.backups",
  "operator.contents",
  "operator.createAccount",
  "operator.fillSample",
  "operator.grantAdmin",
  "operator.health",
  "operator.jobs",
  "operator.lift",
  "operator.logs",
  "operator.mails",
  "operator.masterKey",
  "operator.recompute",
  "operator.replayStripeEvent",
  "operator.settleUsage",
  "operator.stripeEvents",
  "operator.stuckUsage",
  "operator.stripeSync",
  "operator.readMail",
  "operator.removeOldKeys",
  "operator.removeSample",
  "operator.resetPassword",
  "operator.retryMail",
  "operator.retryJob",
  "operator.rotateKey",
  "operator.rotateSigningKeys",
  "operator.runJob",
  "operator.signingKeys",
  // Who holds an invitation's link is meant to see what it is for, and to join.
  "invitation.accept",
  "invitation.create",
  "invitation.list",
  "invitation.preview",
  "member.list",
  "operator.verifyAudit",
  "operator.leases",
  "operator.settleLeases",
  "operator.suspend",
  "notification.list",
  "notification.markRead",
  "notification.set",
  "notification.settings",
  "notification.unread",
  "notification.unsubscribe",
  "organization.codeSettings",
  "organization.payloadSettings",
  "organization.create",
  "organization.leave",
  "organization.list",
  "organization.rename",
  "organization.setCodeSettings",
  "organization.setPayloadSettings",
  "plan.current",
  "plan.offers",
  "plan.setOverage",
  "policy.list",
  "policy.setDefaults",
  "profile.list",
  "savedView.create",
  "savedView.list",
  "scim.createToken",
  "scim.get",
  "serviceAccount.create",
  "serviceAccount.list",
  "session.history",
  "session.list",
  "session.revokeOthers",
  "singleSignOn.addDomain",
  "singleSignOn.get",
  "singleSignOn.remove",
  "singleSignOn.set",
  // Told an address: whether its domain has single sign-on is meant to be seen.
  "singleSignOn.start",
  "snippet.create",
  "snippet.list",
  "snippet.save",
  "support.ask",
  "support.errors",
  "support.list",
  "tool.declarations",
  "usage.alerts",
  "usage.budgets",
  "usage.forecast",
  "usage.quota",
  "usage.addThreshold",
  "usage.removeThreshold",
  "usage.summary",
  "webhook.createEndpoint",
  "webhook.endpoints",
  "webhook.rotateSecret",
  "webhook.secret",
  "workflow.deploy",
  "workflow.list",
  "workflow.nextRuns",
  "account.removal",
  "account.remove",
  "admin.deletions",
  "admin.hold",
  "admin.holds",
  "admin.releaseHold",
  "organization.retention",
  "admin.remove",
  "deletion.cancel",
  "deletion.get",
  "support.proof",
  "support.prove",
  "deletion.pending",
  "operator.deletions",
  "operator.remove",
  "organization.removal",
  "organization.remove",
];

/** `query`, `mutation` or `subscription` by path. tRPC's own types see routers here; at run time the record is flat. */
const procedures = new Map(
  Object.entries(appRouter._def.procedures).map(([path, procedure]) => [
    path,
    z.object({ type: z.string() }).parse(Reflect.get(procedure, "_def")).type,
  ]),
);

let server: TestServer;
let foreign: Things;
let unknown: Things;
let asker: Record<string, string>;

async function send(path: string, input: unknown, headers: Record<string, string>) {
  // Its answer is a stream.
  if (path === "tool.invokeAndWait") {
    return server.mutate(`${path}?batch=1`, { 0: input }, { ...headers, accept: "application/jsonl" });
  }
  return procedures.get(path) === "mutation"
    ? await server.mutate(path, input, headers)
    : await server.ask(`/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers });
}

async function logIn(email: string): Promise<Record<string, string>> {
  const answer = await server.mutate(
    "account.logIn",
    { email, password: testPassword },
    { origin: server.url },
  );
  const [cookie = ""] = [answer.headers["set-cookie"] ?? []].flat();
  return { cookie: cookie.split(";")[0] ?? "", origin: server.url };
}

beforeAll(async () => {
  server = await startTestServer();
  const owner = await server.setUp("owner@example.com");
  await server.setUp("asker@example.com");
  const headers = await logIn("owner@example.com");
  const data = async (path: string, input: unknown) => {
    const answer = await send(path, input, headers);
    expect(answer.status, `${path}: ${answer.text}`).toBe(200);
    return JSON.parse(answer.text).result.data;
  };
  const connection = await data("connection.add", { name: "Hidden", target: { kind: "demo" } });
  const [tool] = await data("tool.list", {});
  const [key] = await data("apiKey.list", undefined);
  await signInApp(server, String(headers.cookie));
  const [app] = await data("connectedApp.list", undefined);
  const [session] = await data("session.list", undefined);
  const asked = await data("account.startPasskey", undefined);
  const made = softwareAuthenticator(`http://localhost:${new URL(server.url).port}`).make(asked);
  const passkey = await data("account.addPasskey", { name: "Laptop", ...made });
  const { callId } = await data("tool.invoke", { name: tool.name, arguments: {} });
  const mail = { to: "ann@example.com", subject: "Hello", body: "" };
  await send("tool.invoke", { name: `${connection.slug}_send_email`, arguments: mail }, headers);
  const dataExport = await data("dataExport.start", { of: "organization" });
  const policy = await data("policy.set", { action: "allow", connection: connection.slug });
  const profile = await data("profile.create", { name: "Guarded", connections: [connection.slug] });
  const [approval] = await data("approval.list", {});
  const { sessions } = await data("promptSession.list", {});
  const { executionId } = await data("execution.start", { code: "return 1" });
  const snippet = await data("snippet.save", { code: "return 1", name: "foreign" });
  const workflow = await data("workflow.deploy", { code: "return 1", name: "foreign-flow" });
  const workflowRun = await data("workflow.run", { name: workflow.name });
  const service = await data("serviceAccount.create", { name: "Bot" });
  const domain = "guarded.example.com";
  await data("singleSignOn.addDomain", { domain });
  // The asker's own verification of it is refused all the same: it is none of theirs.
  await data("singleSignOn.verifyDomain", { domain });
  const scimToken = await data("scim.createToken", { name: "Directory" });
  const scimGroup = await server.ask("/scim/v2/Groups", {
    method: "POST",
    headers: { authorization: `Bearer ${scimToken.token}`, "content-type": "application/scim+json" },
    body: JSON.stringify({ displayName: "Hidden" }),
  });
  const invitation = await data("invitation.create", {});
  await data("webhook.rotateSecret", undefined);
  const hook = { url: "https://example.com/hook", kinds: ["quota"] };
  const endpoint = await data("webhook.createEndpoint", hook);
  const { deliveryId } = await data("webhook.testEndpoint", { id: endpoint.id });
  const ticket = await data("support.ask", { kind: "question", subject: "Hidden", text: "Hidden" });
  const view = await data("savedView.create", { page: "activity", name: "Mine", search: "" });
  foreign = {
    app: app.id,
    approval: approval.id,
    connection: connection.id,
    slug: connection.slug,
    tool: tool.name,
    call: callId,
    dataExport: dataExport.id,
    delivery: deliveryId,
    domain,
    endpoint: endpoint.id,
    execution: executionId,
    invitation: invitation.id,
    snippet: snippet.id,
    snippetName: snippet.name,
    workflowName: workflow.name,
    workflowRun: workflowRun.executionId,
    view: view.id,
    key: key.id,
    organization: owner.organizationId,
    passkey: passkey.id,
    policy: policy.id,
    profile: profile.id,
    promptSession: sessions[0].id,
    scimGroup: JSON.parse(scimGroup.text).id,
    scimToken: scimToken.id,
    service: service.userId,
    session: session.id,
    ticket: ticket.id,
    user: owner.userId,
  };
  unknown = {
    app: newId(),
    approval: newId(),
    ticket: newId(),
    connection: newId(),
    slug: "nobody",
    tool: tool.name.replace(connection.slug, "nobody"),
    call: newId(),
    dataExport: newId(),
    delivery: newId(),
    domain: "nobodys.example.com",
    endpoint: newId(),
    execution: newId(),
    invitation: newId(),
    snippet: newId(),
    snippetName: "nobodys",
    workflowName: "nobodys-flow",
    workflowRun: newId(),
    view: newId(),
    key: newId(),
    organization: newId(),
    passkey: "nobodys",
    policy: newId(),
    profile: newId(),
    promptSession: newId(),
    scimGroup: newId(),
    scimToken: newId(),
    service: newId(),
    session: [...(session.id as string)].reverse().join(""),
    user: newId(),
  };
  asker = await logIn("asker@example.com");
});

afterAll(async () => {
  await server.stop();
});

/** Without what differs between any two answers, and with the asked names alike. */
function comparable(text: string, things: Things): string {
  let plain = text.replace(/"(requestId|callId)":"[^"]*"/g, '"$1":""').replace(/"durationMs":[\d.]+/g, "");
  // The longest first: a tool's name begins with the slug of its connection.
  for (const name of Object.values(things).sort((a: string, b: string) => b.length - a.length)) {
    plain = plain.replaceAll(name, "…");
  }
  return plain;
}

describe("S8: things of another organization", () => {
  it("are asked for by every procedure that is told a name", () => {
    expect([...Object.keys(told), ...untold].sort()).toEqual([...procedures.keys()].sort());
  });

  it.each(
    Object.entries(told).flatMap(([path, { inputs, code }]) =>
      inputs.map((input, index) => ({ path, input, code, index })),
    ),
  )("$path ($index) answers as for what does not exist", async ({ path, input, code }) => {
    const ofOther = await send(path, input(foreign), asker);
    const ofNobody = await send(path, input(unknown), asker);
    expect(ofOther.status).toBe(ofNobody.status);
    expect(comparable(ofOther.text, foreign)).toBe(comparable(ofNobody.text, unknown));
    if (code !== null) expect(ofOther.text).toContain(`"code":"${code}"`);
  });

  it("are all still there", async () => {
    const headers = await logIn("owner@example.com");
    for (const [path, input] of [
      ["connection.get", { connection: foreign.connection }],
      ["activity.get", { id: foreign.call }],
      ["snippet.get", { id: foreign.snippet }],
      ["execution.get", { executionId: foreign.execution }],
    ] as const) {
      expect((await send(path, input, headers)).status, path).toBe(200);
    }
  });
});
