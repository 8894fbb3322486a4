import type { SiteFacts } from "./site-facts.ts";

/** A sentence of the privacy policy. */
interface PrivacyPromise {
  /** Markdown. */
  text: string;
  /** The test that holds it: its file, a colon, its name. */
  heldBy: string;
}

export interface PrivacySection {
  title: string;
  promises: readonly PrivacyPromise[];
}

const services = "packages/services/src";

/** The privacy policy, each sentence with the test that holds it. */
export function privacySections(facts: SiteFacts): readonly PrivacySection[] {
  const { keepDays } = facts;
  return [
    {
      title: "What is stored",
      promises: [
        {
          text: "**Your account**: mail address, name if you give one, preferences, and the version of the terms that you accepted. A password is stored as a hash that does not lead back to it.",
          heldBy:
            "apps/server/src/secret-canaries.test.ts:S24, S25, S27: no seeded secret is in the database",
        },
        {
          text: "**Where you sign in**: time, network address and browser of each sign-in, and of the last use of each API key, so that you can see who came in. You see the list under Settings, Devices.",
          heldBy: `${services}/session/devices.test.ts:people see who came into their account and who was refused`,
        },
        {
          text: "**What your organization connects**: addresses of servers, their tools, and credentials, which are encrypted and shown to nobody again.",
          heldBy: `${services}/connection/credential.test.ts:a credential is stored sealed, shown by its end`,
        },
        {
          text: "**What happens**: for each call its time, caller, client, tool, duration and outcome; for each run its program and result; for each change who made it.",
          heldBy: `${services}/usage/activity.test.ts:a call shows right after it ended, with who made it`,
        },
        {
          text: "**What is said in calls** – arguments and results – is kept only where an owner or admin of the organization has switched it on; fields that look like secrets are left out. (An instance that only its own machine reaches keeps it for its one member by itself.)",
          heldBy: `${services}/usage/activity.test.ts:what was said is kept redacted, on a loopback instance of one member or where its organization says so`,
        },
        {
          text: "**What you write to support**, with your last failed calls only where you send them along. It is kept for 365 days after the request was closed.",
          heldBy: `${services}/support/support.test.ts:the last failed calls go along with consent alone`,
        },
      ],
    },
    {
      title: "What is not done",
      promises: [
        {
          text: "**Nothing is counted about you elsewhere**: pages load nothing from other hosts, and there is no analytics, no advertising and no tracking.",
          heldBy:
            "apps/e2e/src/browser.test.ts:said nothing to the console, broke no rule of the CSP and asked no other host",
        },
        {
          text: "**Cookies are for signing in alone**: one for your session, one by which your browser is known again when it signs in, and short-lived ones while a sign-in is under way. Scripts cannot read them.",
          heldBy: "packages/auth/src/create-auth.test.ts:S19: cookies are HttpOnly and SameSite",
        },
        {
          text: "**One organization never sees another's data**: the database itself refuses it.",
          heldBy:
            "packages/db/src/row-level-security.test.ts:shows a query without WHERE only its own organization's rows",
        },
        {
          text: "**Your keys and cookies are never sent on** to the servers behind.",
          heldBy:
            "packages/gateway/src/call-tool.test.ts:the client's key, cookies and forwarded headers stay here",
        },
        {
          text: "**Traces and logs hold nothing of what is said** in calls, and no credential.",
          heldBy:
            "apps/server/src/telemetry/telemetry.test.ts:sends spans and metrics to the collector, what is left at its end, and nothing that was said",
        },
      ],
    },
    {
      title: "How long it is kept",
      promises: [
        {
          text: `**Calls, runs, clients' sessions, and addresses of sign-ins**: ${keepDays.activity} days, or less where your plan or your organization says so. **Totals of usage**: ${keepDays.usage} days. **The audit log**: ${keepDays.audit} days.`,
          heldBy: `${services}/retention/drop-old-records.test.ts:of every table what is too old goes, and nothing else`,
        },
        {
          text: "**Less, where your organization wants less**: owners and admins say for how many days logs of runs, arguments and results are kept.",
          heldBy: `${services}/retention/drop-old-records.test.ts:of an organization whose plan keeps less, more goes`,
        },
        {
          text: "**What a mail said** is encrypted, and forgotten once it is sent; that it was sent is kept for 30 days.",
          heldBy: `${services}/mail/mail.test.ts:a mail that is out of date is not sent, and what it said is forgotten`,
        },
      ],
    },
    {
      title: "Who else gets it",
      promises: [
        {
          text: "**Nobody but those on the list of [subprocessors](/legal/subprocessors)** and the servers and webhooks that your organization connects. Nothing is sold.",
          heldBy:
            "apps/server/src/http/site/serve-site.test.ts:names who else gets data, from the settings alone",
        },
        {
          text: "**Admins of this instance** see accounts, plans, how much of them is used, and audit logs. What they do stands in a signed audit log itself.",
          heldBy: `${services}/admin/audit/list.test.ts:an instance admin reads, exports and verifies every organization`,
        },
        {
          text: "**An admin of this instance can see for 30 minutes what you see**, with a reason, to help you or to look into abuse. They change nothing, call nothing, and see neither secrets nor what is said in calls; you are told by mail, and what they look at stands in your organization's audit log.",
          heldBy: `${services}/impersonation/impersonation.test.ts:an admin sees what somebody sees and changes nothing`,
        },
      ],
    },
    {
      title: "What you decide",
      promises: [
        {
          text: "**A copy of everything** that you or your organization have is made under Settings, as JSON and CSV in one archive, without what lets somebody in. Its link is its owner's alone, and expires. What there is, column by column, stands in [What is stored](/docs/data).",
          heldBy: `${services}/dataexport/data-export.test.ts:an archive holds every table of its owner as JSON and CSV`,
        },
        {
          text: "**Access ends at once**: sessions, API keys, connected apps and logins at providers are listed under Settings, and each is ended there; a login is revoked at its provider as well.",
          heldBy: `${services}/connection/sign-in/accounts.test.ts:disconnecting revokes at the provider`,
        },
        {
          text: "**Mails you do not want** are switched off under Settings, Notifications, or by the link in each of them, without signing in. Mails about the safety of your account stay.",
          heldBy: `${services}/notification/notification.test.ts:RFC 8058: the link in a mail turns its kind off without a login`,
        },
        {
          text: "**Deletion**: you delete your account, and organizations that you own, under Settings. Nothing of them works any more at once; for some days you can take it back.",
          heldBy: `${services}/deletion/deletion.test.ts:S39: at once nothing of an account works any more`,
        },
        {
          text: "**Then it is gone from every table**; you are mailed a report. Organizations that go on keep what was done in them, under an id that leads to nobody, and your name in their signed audit log, as long as that is kept.",
          heldBy: `${services}/deletion/deletion.test.ts:S39: of a deleted account no table names anybody`,
        },
        {
          text: "**What the law keeps** of a deleted organization are numbers, days and amounts of its bills, without a name, to the end of the tenth year after theirs.",
          heldBy: `${services}/deletion/deletion.test.ts:S39: an organization goes with every row of every table`,
        },
        {
          text: "**A legal hold** can keep an account or organization from being deleted for a time; its reason stands in the audit log.",
          heldBy: `${services}/deletion/deletion.test.ts:a legal hold keeps an account from being deleted`,
        },
      ],
    },
  ];
}
