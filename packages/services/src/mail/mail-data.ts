/** What each kind of mail is made from. Addresses of pages are absolute. */
export interface MailData {
  /** The link of a new account, or of one that asked for it again. */
  "email-verification": { url: string };
  /** To the new address. */
  "email-change": { url: string };
  /** To the old address, once the change was asked for (`isDone: false`) or made. */
  "email-change-notice": { newEmail: string; isDone: boolean; url: string };
  "password-reset": { url: string; address: string | null };
  "password-changed": { address: string | null; url: string };
  "organization-invitation": {
    organization: string;
    /** Who invites, as they are called. */
    inviter: string;
    role: string;
    url: string;
    daysValid: number;
  };
  /** `url`: where they stand on it. */
  "waitlist-joined": { url: string };
  "waitlist-invitation": { url: string; daysValid: number };
  /** Something that people can choose not to hear of by mail. */
  notification: { title: string; text: string; url: string; organization: string };
  "account-exists": { url: string };
  "account-suspended": { reason: string; url: string };
  /** No longer suspended. */
  "account-active": { url: string };
  /** An admin of the instance sees what they see. `by`: the admin's mail address. */
  "account-viewed": { by: string; organization: string; reason: string; endsAt: string; url: string };
  /** `freeze` null: no longer. */
  "organization-frozen": {
    organization: string;
    freeze: { reason: string | null } | null;
    url: string;
  };
  /** To who operates the instance: somebody objects to being suspended. */
  appeal: { email: string; url: string };
  /** `byAdmin`: an admin began it, since they asked for it. */
  "deletion-asked": {
    subject: "account" | "organization";
    name: string;
    dueAt: string;
    url: string;
    byAdmin: boolean;
  };
  "deletion-cancelled": { subject: "account" | "organization"; name: string; url: string };
  "deletion-done": { subject: "account" | "organization"; name: string; url: string; daysValid: number };
  /** To who operates the instance: a part of it is down, or back. */
  "operator-alert": { name: string; isUp: boolean; detail: string | null; since: string; url: string };
  /** To who operates the instance: somebody wrote. */
  "support-request": { email: string; subject: string; isNew: boolean; url: string };
  /** What support answers; `url`: where it stands for who has an account, `replyTo`: where a mail in answer to it comes in. */
  "support-answer": {
    subject: string;
    answer: string;
    url: string | null;
    replyTo: string | null;
    inReplyTo: string | null;
    /** That came by mail since the last answer, and were not taken. */
    refusedFiles: number;
  };
  /** To whose account an address is under which somebody wrote to support. */
  "support-proof": { url: string };
  "new-device": { browser: string; address: string | null; at: string; url: string };
  /** An archive that is ready until a day, or a problem in its place. `of`: whose data, as they are called; `byAdmin`: an admin asked for it at their request. */
  "data-export": { of: string; until: string | null; problem: string | null; url: string; byAdmin: boolean };
  "payment-failed": {
    organization: string;
    amount: { cents: number; currency: string } | null;
    /** Until then the plan's limits hold. */
    until: string;
    url: string;
  };
  /** `isOver`: since `until` the limits of Free hold; else they will from then on. */
  "payment-grace-ends": { organization: string; isOver: boolean; until: string; url: string };
  "payment-restored": { organization: string; url: string };
}
