import type { AuditEntry } from "@patchops/contract";

/** Actions in words; one of a newer server is shown as it is written. */
const words: Record<string, string> = {
  "account.change_email": "asked for another mail address",
  "account.accept_terms": "accepted the terms of use",
  "account.add_passkey": "added a passkey",
  "account.appeal": "objected to a suspension",
  "account.change_password": "changed their password",
  "account.confirm_email": "confirmed a mail address",
  "account.create": "created an account",
  "account.grant_admin": "made someone an instance admin",
  "account.lift_suspension": "lifted a suspension",
  "account.link_login": "linked a way to sign in",
  "account.log_in": "signed in",
  "account.log_out": "signed out",
  "account.request_password_reset": "had a link for a new password sent",
  "account.resend_verification": "had a link to confirm sent again",
  "account.new_device": "signed in on a new device",
  "account.prove": "proved who they are",
  "account.refuse_log_in": "refused a sign-in",
  "account.remove_passkey": "removed a passkey",
  "account.rename_passkey": "renamed a passkey",
  "account.reset_password": "reset a password",
  "account.set_preference": "changed a preference",
  "account.settle_appeal": "read an objection to a suspension",
  "account.sign_up": "signed up",
  "account.suspend": "suspended an account",
  "account.unlink_login": "unlinked a way to sign in",
  "account.update": "changed their profile",
  "allowed_upstream.create": "allowed a private host",
  "allowed_upstream.remove": "refused a private host again",
  "api_key.create": "created an API key",
  "api_key.revoke": "revoked an API key",
  "audit.verify": "verified the audit log",
  "connected_app.allow": "let an app in",
  "connected_app.end": "ended its sign-in",
  "connected_app.revoke": "revoked an app",
  "connection.create": "added a connection",
  "connection.refresh": "checked a connection",
  "connection.login_lost": "lost a login at a connection's provider",
  "connection.remove": "removed a connection",
  "connection.set_client": "gave a connection a registered app",
  "connection.sign_in": "signed in to a connection",
  "connection.sign_in_fail": "failed to sign in to a connection",
  "connection.sign_in_start": "began to sign in to a connection",
  "connection.sign_out": "disconnected an account",
  "connection.update": "changed a connection",
  "data_key.remove": "took an unused data key away",
  "data_key.reseal": "encrypted the stored secrets anew",
  "data_key.rewrap": "changed the master key",
  "execution.cancel": "cancelled a run",
  "execution.decide": "decided about a run",
  "execution.replay": "replayed a run",
  "execution.start": "ran a program",
  "instance.restore": "restored a backup",
  "login_session.revoke": "signed a device out",
  "login_session.revoke_others": "signed all other devices out",
  "mail.lift_suppression": "let mails go to an address again",
  "mail.read": "read a mail in the outbox",
  "mail.retry": "had a mail sent again",
  "notification.mark_read": "read their notifications",
  "notification.set": "chose what to be told of",
  "notification.unsubscribe": "turned mails off",
  "organization.rename": "renamed the organization",
  "organization.set_fetch": "changed where programs may fetch from",
  "organization.set_run_retention": "changed how long logs of runs are kept",
  "policy.remove": "removed a policy",
  "policy.set": "set a policy",
  "policy.set_defaults": "changed what holds without a policy",
  "profile.create": "created a tool profile",
  "profile.remove": "removed a tool profile",
  "profile.update": "changed a tool profile",
  "snippet.create": "shared a program",
  "snippet.remove": "removed a snippet",
  "snippet.rename": "renamed a snippet",
  "snippet.replace": "replaced a snippet",
  "snippet.save": "saved a snippet",
  "waitlist.invite": "invited people from the waitlist",
  "webhook.create_endpoint": "added a webhook",
  "webhook.remove_endpoint": "removed a webhook",
  "webhook.rotate_secret": "made a new secret for webhooks",
};

/** Every action, and first each noun for all that was done to it. */
export const auditActionOptions = [
  ...[...new Set(Object.keys(words).map((action) => action.split(".")[0] ?? ""))].map((noun) => ({
    value: noun,
    label: `anything: ${noun.replaceAll("_", " ")}`,
  })),
  ...Object.entries(words).map(([value, label]) => ({ value, label })),
];

export function auditWords({ action }: AuditEntry): string {
  return words[action] ?? action;
}

/** What it was done to, by the name that the entry kept, else by its id. */
export function auditTarget({ data, targetId, targetKind }: AuditEntry): string {
  const name = [data.name, data.slug, data.rule].find((value) => typeof value === "string");
  if (typeof name === "string") return name;
  if (targetKind === "user" || targetId === null) return "";
  return targetId.length > 24 ? `${targetId.slice(0, 8)}…` : targetId;
}
