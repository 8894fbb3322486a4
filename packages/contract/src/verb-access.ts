import type { Role, Scope } from "./access.ts";
import { roles, scopes } from "./vocabulary.ts";

/** Who may use a verb: somebody of at least this role. */
export interface VerbAccess {
  role: Role;
  /** What a key or an app needs for it; `any` = nothing more, null = it may not, only who is logged in as oneself. */
  scope: Scope | "any" | null;
  /** For who operates the instance alone. */
  isInstanceAdmin?: true;
}

const sees = { role: "viewer", scope: "tools:read" } as const;
const counts = { role: "viewer", scope: "usage:read" } as const;
const calls = { role: "member", scope: "tools:call" } as const;
const programs = { role: "member", scope: "code:execute" } as const;
const connects = { role: "member", scope: "connections:manage" } as const;
const approves = { role: "member", scope: "approvals:decide" } as const;
const keys = { role: "member", scope: "keys:manage" } as const;
const rules = { role: "admin", scope: "policies:manage" } as const;
/** One's own account, whatever one is here. */
const self = { role: "viewer", scope: null } as const;
const administers = { role: "admin", scope: null } as const;
const manages = { role: "admin", scope: "organization:manage" } as const;
const owns = { role: "owner", scope: null } as const;
const ownsByKey = { role: "owner", scope: "organization:manage" } as const;
const exports = { role: "viewer", scope: "data:export" } as const;
const operates = { role: "viewer", scope: null, isInstanceAdmin: true } as const;

/**
 * The one place where roles are decided. Every verb that an actor may ask for stands here by its procedure's path, or by a name of
 * its own where none leads to it, and asks `requireAccess` for that first.
 */
export const verbAccess = {
  "account.acceptTerms": self,
  "account.addPasskey": self,
  "account.changeEmail": self,
  "account.changePassword": self,
  "account.current": { role: "viewer", scope: "any" },
  "account.endImpersonation": self,
  "account.linkedLogins": self,
  "account.linkLogin": self,
  "account.logOut": self,
  "account.passkeys": self,
  "account.prove": self,
  "account.proveByPasskey": self,
  "account.removal": self,
  "account.remove": self,
  "account.removePasskey": self,
  "account.renamePasskey": self,
  "account.resendVerification": self,
  "account.setPreference": self,
  "account.startPasskey": self,
  "account.startPasskeyProof": self,
  "account.unlinkLogin": self,
  "account.update": self,
  "activity.get": counts,
  "activity.list": counts,
  "activity.tail": counts,
  "admin.allowUpstream": operates,
  "admin.answerTicket": operates,
  "admin.askForProof": operates,
  "admin.audit": administers,
  "admin.backUp": operates,
  "admin.backups": operates,
  "admin.credit": operates,
  "admin.customer": operates,
  "admin.customers": operates,
  "admin.deletions": operates,
  "admin.endLimit": operates,
  "admin.failedWebhooks": operates,
  "admin.freeze": operates,
  "admin.export": operates,
  "admin.health": operates,
  "admin.hold": operates,
  "admin.holds": operates,
  "admin.impersonate": operates,
  "admin.inviteFromWaitlist": operates,
  "admin.jobs": operates,
  "admin.logs": operates,
  "admin.lift": operates,
  "admin.liftSuppression": operates,
  "admin.listAllowedUpstreams": operates,
  "admin.mails": operates,
  "admin.masterKey": operates,
  "admin.noteIncident": operates,
  "admin.openIncident": operates,
  "admin.plans": operates,
  "admin.previewUpstream": operates,
  "admin.readMail": operates,
  "admin.releaseHold": operates,
  "admin.remove": operates,
  "admin.removeAllowedUpstream": operates,
  "admin.removeOldKeys": operates,
  "admin.replayStripeEvent": operates,
  "admin.replayWebhook": operates,
  "admin.retryJob": operates,
  "admin.retryMail": operates,
  "admin.revenue": operates,
  "admin.rotateMasterKey": operates,
  "admin.rotateSigningKeys": operates,
  "admin.runJob": operates,
  "admin.setLimit": operates,
  "admin.setPlan": operates,
  "admin.setTicketStatus": operates,
  "admin.settleAppeal": operates,
  "admin.settleUsage": operates,
  "admin.signingKeys": operates,
  "admin.status": operates,
  "admin.stripeEvents": operates,
  "admin.stripeSync": operates,
  "admin.stuckUsage": operates,
  "admin.suppressedAddresses": operates,
  "admin.suspend": operates,
  "admin.ticket": operates,
  "admin.tickets": operates,
  "admin.unfreeze": operates,
  "admin.users": operates,
  "admin.waitlist": operates,
  "apiKey.create": keys,
  "apiKey.list": keys,
  /** Keys and apps of everybody, not one's own alone. */
  "apiKey.reachAll": { role: "admin", scope: "any" },
  "apiKey.revoke": keys,
  "apiKey.setBudget": manages,
  "approval.changes": sees,
  "approval.decide": approves,
  /** Questions of others. */
  "approval.decideAll": { role: "admin", scope: "any" },
  "approval.get": sees,
  "approval.list": sees,
  "audit.list": administers,
  /** Of every organization. */
  "audit.listInstance": operates,
  "audit.state": administers,
  "audit.stateInstance": operates,
  "audit.verify": administers,
  "audit.verifyInstance": operates,
  "billing.cancel": ownsByKey,
  "billing.change": ownsByKey,
  "billing.checkout": ownsByKey,
  "billing.invoice": manages,
  "billing.invoices": manages,
  "billing.portal": ownsByKey,
  "billing.refresh": ownsByKey,
  "billing.resume": ownsByKey,
  "billing.state": counts,
  "catalog.list": sees,
  "connectedApp.list": keys,
  "connectedApp.revoke": keys,
  "connection.add": connects,
  "connection.changeDemo": connects,
  "connection.get": sees,
  "connection.holding": sees,
  "connection.list": sees,
  /** Whose account a connection uses, and the one that all use. */
  "connection.manageAccounts": { role: "admin", scope: "connections:manage" },
  "connection.refresh": connects,
  "connection.remove": connects,
  "connection.report": sees,
  "connection.review": approves,
  "connection.reviews": sees,
  "connection.rules": sees,
  "connection.setClient": connects,
  "connection.setHolding": rules,
  "connection.setRules": manages,
  "connection.signIn": calls,
  "connection.signOut": calls,
  "connection.update": connects,
  "dataExport.cancel": exports,
  "dataExport.link": exports,
  "dataExport.list": exports,
  /** All of an organization, not what is about oneself alone. */
  "dataExport.organization": { role: "owner", scope: "data:export" },
  "dataExport.start": exports,
  /** Of an organization that one owned. */
  "deletion.keep": self,
  "deletion.pending": self,
  "execution.cancel": programs,
  "execution.check": programs,
  "execution.decide": programs,
  "execution.events": programs,
  "execution.get": programs,
  "execution.list": programs,
  "execution.replay": programs,
  "execution.retention": programs,
  "execution.setRetention": manages,
  "execution.start": programs,
  "instance.setup": sees,
  "invitation.accept": self,
  "invitation.create": manages,
  "invitation.list": manages,
  "invitation.resend": manages,
  "invitation.revoke": manages,
  /** Who is made an owner, or stops to be one. */
  "member.changeOwners": ownsByKey,
  "member.holdings": manages,
  "member.list": sees,
  "member.remove": manages,
  "member.setBudget": manages,
  "member.setRole": manages,
  "notification.list": self,
  "notification.markRead": self,
  /** One's own: mails about the account and its safety are none of these. */
  "notification.set": { role: "viewer", scope: "any" },
  "notification.settings": { role: "viewer", scope: "any" },
  "notification.unread": self,
  "organization.codeSettings": sees,
  "organization.create": self,
  "organization.leave": self,
  "organization.list": { role: "viewer", scope: "any" },
  "organization.payloadSettings": counts,
  "organization.removal": ownsByKey,
  "organization.remove": ownsByKey,
  "organization.rename": manages,
  "organization.retention": { role: "viewer", scope: "any" },
  "organization.setCodeSettings": manages,
  "organization.setPayloadSettings": manages,
  "organization.switch": self,
  "organization.transfer": owns,
  "plan.current": counts,
  "plan.offers": counts,
  "plan.setOverage": ownsByKey,
  "policy.list": sees,
  "policy.remove": rules,
  "policy.set": rules,
  "policy.setDefaults": rules,
  "profile.create": rules,
  "profile.get": sees,
  "profile.list": sees,
  "profile.remove": rules,
  "profile.update": rules,
  "prompt.get": calls,
  "prompt.list": sees,
  "promptSession.get": counts,
  "promptSession.list": counts,
  "savedView.create": counts,
  "savedView.list": counts,
  "savedView.remove": counts,
  "scim.createToken": ownsByKey,
  "scim.get": manages,
  "scim.revokeToken": ownsByKey,
  "scim.setGroupRole": ownsByKey,
  "serviceAccount.create": manages,
  "serviceAccount.list": manages,
  "serviceAccount.remove": manages,
  "session.history": self,
  "session.list": self,
  "session.revoke": self,
  "session.revokeOthers": self,
  "singleSignOn.addDomain": ownsByKey,
  "singleSignOn.get": manages,
  "singleSignOn.remove": ownsByKey,
  "singleSignOn.removeDomain": ownsByKey,
  "singleSignOn.set": ownsByKey,
  /** Another provider could let anybody into the accounts of one's domains, which no key reaches. */
  "singleSignOn.setProvider": owns,
  "singleSignOn.verifyDomain": ownsByKey,
  /** Programs that others saved. */
  "snippet.changeAll": { role: "admin", scope: "any" },
  "snippet.create": programs,
  "snippet.get": sees,
  "snippet.list": sees,
  "snippet.remove": programs,
  "snippet.rename": programs,
  "snippet.run": programs,
  "snippet.save": programs,
  "support.ask": self,
  "support.errors": self,
  "support.get": self,
  "support.list": self,
  "support.reply": self,
  "task.use": calls,
  "tool.answerQuestion": calls,
  "tool.declarations": sees,
  "tool.explain": sees,
  "tool.get": sees,
  "tool.invoke": calls,
  "tool.invokeAndWait": calls,
  "tool.list": sees,
  "usage.errors": counts,
  "usage.methods": counts,
  "usage.alerts": counts,
  "usage.budgets": counts,
  "usage.forecast": counts,
  "usage.quota": counts,
  "usage.report": counts,
  "usage.addThreshold": manages,
  "usage.removeThreshold": manages,
  "usage.summary": counts,
  "webhook.createEndpoint": manages,
  "webhook.deliveries": manages,
  "webhook.endpoints": manages,
  "webhook.removeEndpoint": manages,
  "webhook.resend": manages,
  "webhook.rotateSecret": manages,
  "webhook.secret": sees,
  "webhook.testEndpoint": manages,
  /** To have it run in a service account's name. */
  "workflow.actAsService": { role: "admin", scope: "code:execute" },
  /** Those that run for others. */
  "workflow.changeAll": { role: "admin", scope: "any" },
  /** As a tool, by an MCP client. */
  "workflow.call": calls,
  "workflow.deploy": programs,
  "workflow.diff": sees,
  "workflow.dismiss": programs,
  "workflow.get": sees,
  "workflow.list": sees,
  "workflow.nextRuns": sees,
  "workflow.pause": programs,
  "workflow.pauseRun": programs,
  "workflow.publish": programs,
  "workflow.remove": programs,
  "workflow.rerun": programs,
  "workflow.rotateWebhook": programs,
  "workflow.run": programs,
  "workflow.runs": programs,
  "workflow.versions": sees,
} as const satisfies Record<string, VerbAccess>;

export type Verb = keyof typeof verbAccess;

/** What the table says of a verb. */
export function accessOf(verb: Verb): VerbAccess {
  return verbAccess[verb];
}

/** Whether a role is at least another. */
export function reachesRole(role: Role, least: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(least);
}

function scopesOf(role: Role): readonly Scope[] {
  const rows: VerbAccess[] = Object.values(verbAccess);
  return scopes.filter((scope) => rows.some((row) => row.scope === scope && reachesRole(role, row.role)));
}

/** The most that each role may do; a key of a member is cut to its owner's role as well. */
export const roleScopes: Readonly<Record<Role, readonly Scope[]>> = {
  owner: scopesOf("owner"),
  admin: scopesOf("admin"),
  member: scopesOf("member"),
  viewer: scopesOf("viewer"),
};

/** Who may, in words: "owners and admins". */
export function whoMay(least: Role): string {
  const words = roles.filter((role) => reachesRole(role, least)).map((role) => `${role}s`);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
