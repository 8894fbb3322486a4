import { keptDays } from "@patchops/services";
import type { SiteFacts } from "./site-facts.ts";

/** A sentence of the privacy policy. */
interface PrivacyPromise {
  /** Markdown. */
  text: string;
  /** The tests that hold it, part by part: of each its file, a colon, its name. */
  heldBy: readonly string[];
}

export interface PrivacySection {
  title: string;
  promises: readonly PrivacyPromise[];
}

const services = "packages/services/src";
const walks = "apps/e2e/src/public-instance.test.ts";
const register = "packages/db/src/register/data-register.test.ts";

/** The privacy policy, each sentence with the tests that hold it. */
export function privacySections(facts: SiteFacts): readonly PrivacySection[] {
  const { keepDays, backupsKept } = facts;
  return [
    {
      title: "What is stored",
      promises: [
        {
          text: "**Your account**: mail address, name if you give one, preferences, and the version of the terms that you accepted, with the network address from which. A password is stored as a hash that does not lead back to it.",
          heldBy: [
            "apps/server/src/secret-canaries.test.ts:S24, S25, S27: no seeded secret is in the database",
            `${services}/waitlist/waitlist.test.ts:the version of the terms is kept that somebody took`,
          ],
        },
        {
          text: "**Other ways in, where you add them**: passkeys, as a name and a public key, and accounts at GitHub, Google or your organization's provider, as their id and mail address.",
          heldBy: [
            `${services}/account/passkey/passkeys.test.ts:a passkey lets its person in without a password`,
            `${services}/account/provider/provider-login.test.ts:somebody new gets an account without a password`,
          ],
        },
        {
          text: "**What your organization's directory says of you**, where it is connected by SCIM: user name, name, mail addresses, groups.",
          heldBy: [
            `${services}/scim/scim.test.ts:a user gets an account and a membership, in the directory's name in the audit`,
          ],
        },
        {
          text: "**Where you sign in**: time, network address and browser of each sign-in, and of the last use of each API key, so that you can see who came in. You see the list under Settings, Devices.",
          heldBy: [
            `${services}/session/devices.test.ts:people see who came into their account and who was refused`,
            `${services}/apikey/resolve.test.ts:the last use is written beside the request`,
          ],
        },
        {
          text: "**What your organization connects**: addresses of servers, their tools, and credentials, which are encrypted and shown to nobody again.",
          heldBy: [
            `${services}/connection/credential.test.ts:a credential is stored sealed, shown by its end`,
          ],
        },
        {
          text: "**What happens**: for each call its time, caller, client, tool, duration and outcome; for each run its program and result; for each change who made it, and from which network address.",
          heldBy: [
            `${services}/usage/activity.test.ts:a call shows right after it ended, with who made it`,
            `${services}/execution/start.test.ts:a program's calls are metered as code's, its result, logs and calls are kept`,
            `${services}/admin/audit/list.test.ts:owners and admins page through what was done`,
          ],
        },
        {
          text: "**What is said in calls** – arguments and results – is kept only where an owner or admin of the organization has switched it on; fields that look like secrets are left out. (An instance that only its own machine reaches keeps it for its one member by itself.)",
          heldBy: [
            `${services}/usage/activity.test.ts:what was said is kept redacted, on a loopback instance of one member or where its organization says so`,
          ],
        },
        {
          text: "**What your organization pays**, where this instance takes payments: its plan, and of each invoice number, days, lines and amounts. Card, address and tax id are at the payment provider alone.",
          heldBy: [
            `${services}/billing/billing-year.test.ts:every invoice is what was used, to the unit`,
            `${register}:every column of every table is in the register, and nothing else`,
          ],
        },
        {
          text: "**What you write to support**, with your last failed calls only where you send them along.",
          heldBy: [`${services}/support/support.test.ts:the last failed calls go along with consent alone`],
        },
        {
          text: `**Of who has no account**: what they write by the contact page, and their address on the waitlist if they ask for a place there: until they take themselves off by the mailed link, and for ${keptDays("waitlist_entries", facts.keepDays)} days after the last that happened with it at most.`,
          heldBy: [
            `${services}/support/support.test.ts:strangers write by the contact page and by mail`,
            `${services}/waitlist/waitlist.test.ts:S20: every address is answered alike, and stands on the list once`,
            `${services}/waitlist/waitlist.test.ts:who waits takes themselves off by the mailed link`,
            `${services}/retention/drop-old-records.test.ts:of the waitlist a stranger's address goes 365 days after`,
          ],
        },
        {
          text: "**Nothing besides**: [What is stored](/docs/data) lists every column of the database, each with its reason, and is made from the code.",
          heldBy: [`${register}:every column of every table is in the register, and nothing else`],
        },
      ],
    },
    {
      title: "What is not done",
      promises: [
        {
          text: "**Nothing is counted about you elsewhere**: pages load nothing from other hosts, and there is no analytics, no advertising and no tracking.",
          heldBy: [
            "apps/e2e/src/browser.test.ts:said nothing to the console, broke no rule of the CSP and asked no other host",
            "apps/e2e/src/docs-pages.test.ts:complains of nothing: no error, no breach of its policy, no request to elsewhere",
            `${walks}:no page complained, and cookies were for signing in alone`,
          ],
        },
        {
          text: "**Cookies are for signing in alone**: one for your session, one by which your browser is known again when it signs in, and short-lived ones while a sign-in is under way. Scripts cannot read them. Who only reads these pages gets none.",
          heldBy: [
            "packages/auth/src/create-auth.test.ts:S19: cookies are HttpOnly and SameSite",
            `${walks}:no page complained, and cookies were for signing in alone`,
            `${walks}:finds prices, contact and legal pages from the front page, none has a flaw, and no cookie is left`,
          ],
        },
        {
          text: "**One organization never sees another's data**: the database itself refuses it.",
          heldBy: [
            "packages/db/src/row-level-security.test.ts:shows a query without WHERE only its own organization's rows",
            "apps/server/src/http/other-organizations.test.ts:are asked for by every procedure that is told a name",
          ],
        },
        {
          text: "**Your keys and cookies are never sent on** to the servers behind.",
          heldBy: [
            "packages/gateway/src/call-tool.test.ts:the client's key, cookies and forwarded headers stay here",
          ],
        },
        {
          text: "**Traces and logs hold nothing of what is said** in calls, and no credential.",
          heldBy: [
            "apps/server/src/telemetry/telemetry.test.ts:sends spans and metrics to the collector, what is left at its end, and nothing that was said",
            "apps/server/src/secret-canaries.test.ts:S24, S25, S27: no seeded secret is in the database, the log or any answer",
          ],
        },
      ],
    },
    {
      title: "How long it is kept",
      promises: [
        {
          text: `**Calls, runs, clients' sessions**: ${keepDays.activity} days, or less where your plan or your organization says so. **Totals of usage**: ${keepDays.usage} days. **The audit log**, with the network addresses in it: ${keepDays.audit} days. **Requests without a valid key**, with network address and program: a day.`,
          heldBy: [
            `${services}/retention/drop-old-records.test.ts:of every table what is too old goes, and nothing else`,
          ],
        },
        {
          text: `**Network addresses and browsers of sign-ins, and of the last use of keys**: ${keepDays.activity} days. **Browsers that are known again**: 400 days after their last use.`,
          heldBy: [
            `${services}/session/devices.test.ts:addresses and agents go with the days that the instance keeps them`,
          ],
        },
        {
          text: "**What a month came to**: as long as the organization.",
          heldBy: [`${services}/retention/drop-old-records.test.ts:months that count against a plan stay`],
        },
        {
          text: "**Less, where your organization wants less**: owners and admins say for how many days logs of runs, arguments and results are kept.",
          heldBy: [
            `${services}/retention/drop-old-records.test.ts:of an organization whose plan keeps less, more goes`,
            `${services}/usage/activity.test.ts:owners and admins say what is kept and for how long`,
            `${services}/execution/paused-runs.test.ts:owners and admins set how long logs are kept`,
          ],
        },
        {
          text: "**What a mail said** is encrypted, and forgotten once it is sent; that it was sent is kept for 30 days. **Requests to support** are kept for 365 days after they were closed.",
          heldBy: [
            `${services}/mail/mail.test.ts:a mail is there exactly when its cause is, and neither database nor log tells what it says`,
            `${services}/mail/outbox.test.ts:what was sent cannot be read any more`,
            `${services}/retention/drop-old-records.test.ts:that a mail was sent is forgotten after 30 days, a request to support 365 after it was closed`,
          ],
        },
        {
          text:
            backupsKept === null
              ? "**Backups** hold what was stored when they were made, and what was deleted since with it, for as long as who runs this instance keeps them."
              : `**Backups**, one each night, hold what was stored then, and what was deleted since with it: the newest ${backupsKept} are kept, and copies elsewhere as long as who runs this instance keeps them.`,
          heldBy: [
            `${services}/admin/backup/own-backups.test.ts:an admin has one made, which stands in the audit; the newest few are kept`,
          ],
        },
      ],
    },
    {
      title: "Who else gets it",
      promises: [
        {
          text: "**Nobody but those on the list of [subprocessors](/legal/subprocessors)** and the servers and webhooks that your organization connects. Nothing is sold.",
          heldBy: [
            "apps/server/src/http/site/serve-site.test.ts:names who else gets data, from the settings alone",
          ],
        },
        {
          text: "**Admins of this instance** see accounts, plans, how much of them is used, audit logs, what is written to support, and mails that were not sent yet. What they do stands in a signed audit log itself.",
          heldBy: [
            `${services}/admin/audit/list.test.ts:an instance admin reads, exports and verifies every organization`,
            `${services}/support/support.test.ts:nobody reads or answers another's request, and none by a key; the inbox is for instance admins`,
            `${services}/mail/outbox.test.ts:without SMTP the operator reads a mail in the outbox and copies its link; the audit tells`,
          ],
        },
        {
          text: "**An admin of this instance can see for 30 minutes what you see**, with a reason, to help you or to look into abuse. They change nothing, call nothing, and see neither secrets nor what is said in calls; you are told by mail, and what they look at stands in your organization's audit log.",
          heldBy: [
            `${services}/impersonation/impersonation.test.ts:an admin sees what somebody sees and changes nothing`,
            `${services}/execution/start.test.ts:an admin of the instance who looks as somebody sees how a run went, and nothing that was said`,
            `${services}/usage/activity.test.ts:who looks as somebody else is told what failed how, not what its server said`,
          ],
        },
      ],
    },
    {
      title: "What you decide",
      promises: [
        {
          text: "**A copy of everything** that you or your organization have is made under Settings, as JSON and CSV in one archive, without what lets somebody in. Its link is its owner's alone, and expires.",
          heldBy: [
            `${services}/dataexport/data-export.test.ts:an archive holds every table of its owner as JSON and CSV`,
            `${services}/dataexport/data-export.test.ts:one is under way at a time, it is its owner's alone`,
            `${walks}:is exported by its owner, with a link that is dead for everybody else`,
          ],
        },
        {
          text: "**Access ends at once**: sessions, API keys, connected apps and logins at providers are listed under Settings, Privacy, and each is ended there; a login is revoked at its provider as well.",
          heldBy: [
            `${walks}:stands on one page with how long each kind is kept, and each is ended there`,
            `${services}/session/login-sessions.test.ts:S19: one session, and all others, are ended at once`,
            `${services}/apikey/resolve.test.ts:S26: a revoked key stops on every node as soon as they hear of it`,
            `${services}/oauth/connected-apps.test.ts:all sign-ins of an app are one app, and end together`,
            `${services}/connection/sign-in/accounts.test.ts:disconnecting revokes at the provider`,
          ],
        },
        {
          text: "**Mails you do not want** are switched off under Settings, Notifications, or by the link in each of them, without signing in. Mails about the safety of your account stay.",
          heldBy: [
            `${services}/notification/notification.test.ts:RFC 8058: the link in a mail turns its kind off without a login`,
          ],
        },
        {
          text: "**Deletion**: you delete your account, and organizations that you own, under Settings. Nothing of them works any more at once; for some days you can take it back.",
          heldBy: [
            `${services}/deletion/deletion.test.ts:S39: at once nothing of an account works any more`,
            `${services}/deletion/deletion.test.ts:where nobody signs up by themselves, who had their only organization deleted signs in all the same`,
            `${walks}:goes with it: at once nothing works, whoever owned it is told on every page, and keeps it`,
          ],
        },
        {
          text: "**Then it is gone from every table**; you are mailed a report. Organizations that go on keep what was done in them, under an id that leads to nobody, and your name in their signed audit log, as long as that is kept.",
          heldBy: [
            `${services}/deletion/deletion.test.ts:S39: of a deleted account no table names anybody`,
            `${services}/deletion/deletion.test.ts:S39: with a row of theirs in every table, nothing that the register calls a person's own outlives an account`,
            `${walks}:an account is deleted for good: its page says what went and what stays`,
          ],
        },
        {
          text: "**What the law keeps** of a deleted organization are numbers, days and amounts of its bills, without a name, to the end of the tenth year after theirs.",
          heldBy: [
            `${services}/deletion/deletion.test.ts:S39: an organization goes with every row of every table`,
          ],
        },
        {
          text: "**A legal hold** can keep an account or organization as a whole, not single records of it, from being deleted for a time, with what is stored of it; its reason stands in the audit log.",
          heldBy: [
            `${services}/deletion/deletion.test.ts:a legal hold keeps an account from being deleted`,
            `${services}/retention/drop-old-records.test.ts:what a legal hold keeps stays, of every table and the audit`,
          ],
        },
      ],
    },
  ];
}
