import { termsVersion } from "@patchops/contract";
import { readDocsPage } from "../docs/read-docs-page.ts";
import { renderMarkdown } from "../docs/render-markdown.ts";
import { privacySections } from "./privacy-sections.ts";
import type { SiteFacts } from "./site-facts.ts";
import type { SitePage } from "./site-layout.ts";

interface LegalPage {
  title: string;
  about: string;
  markdown: (facts: SiteFacts) => string | Promise<string>;
}

function contact({ supportEmail, operator }: SiteFacts): string {
  return supportEmail === null ? operator : `${operator}, [${supportEmail}](mailto:${supportEmail})`;
}

function whoRunsIt(facts: SiteFacts): string {
  const region = facts.region === null ? "" : ` The instance and its data are in ${facts.region}.`;
  return `This instance of PatchOps, ${facts.publicUrl}, is run by ${contact(facts)}.${region}`;
}

function privacy(facts: SiteFacts): string {
  const sections = privacySections(facts).map(
    ({ title, promises }) => `## ${title}\n\n${promises.map(({ text }) => `- ${text}`).join("\n")}\n`,
  );
  return `# Privacy policy\n\nVersion ${termsVersion}. ${whoRunsIt(facts)} Each sentence below is what the software does; a test holds it.\n\n${sections.join("\n")}`;
}

async function terms(facts: SiteFacts): Promise<string> {
  const page = await readDocsPage("terms", facts.publicUrl);
  return `${page?.markdown ?? ""}\n## Who runs this instance\n\n${whoRunsIt(facts)}\n`;
}

function security(facts: SiteFacts): string {
  const report =
    facts.supportEmail === null
      ? "A weakness is reported to who runs this instance."
      : `A weakness is reported to [${facts.supportEmail}](mailto:${facts.supportEmail}).`;
  return `# Security

${whoRunsIt(facts)} ${report} Please use an account of your own, and no data of others.

## What is protected, and how

- **Credentials of your servers** are encrypted with AES-256-GCM, bound to their row, and shown to nobody again.
- **Organizations** are kept apart by row-level security of the database, beside the checks in code.
- **Passwords** are stored as argon2id hashes, API keys, sessions and mailed links as hashes.
- **Passkeys** sign in without a password; what cannot be undone asks for the password or a passkey once more.
- **Programs** run in processes of their own, without secrets or database, with limits on time, memory and calls.
- **Servers' tools** that change after they were approved are refused until a person has looked at them.
- **The audit log** is signed and chained: an entry that is changed or taken out is found.
- **Addresses** of servers are checked at each use, so that nobody reaches the network behind this instance.
- **Pages** run only their own scripts, and ask nobody else for anything.

The [security model](/docs/security) says more of each, and the [threat model](/docs/threat-model) what is not defended.

## When something happens

A login from a new device is told by mail, and so are changes of password and address. Each device, app and key is listed under
Settings, and is ended there at once.
`;
}

function subprocessors(facts: SiteFacts): string {
  const { processors } = facts;
  const table =
    processors.length === 0
      ? "There are none: this instance runs by itself, and gives data to nobody but the servers that its members connect."
      : `| Who | For what | Which data |\n| --- | --- | --- |\n${processors.map(({ name, purpose, data }) => `| ${name} | ${purpose} | ${data} |`).join("\n")}`;
  return `# Subprocessors

${whoRunsIt(facts)} Who else gets data, and which, is read from its settings: the list is complete by itself.

${table}

## Servers that you connect

A connection's server gets the arguments of the calls that are made through it, and what its sign-in needs. Which servers those are, its
organization decides: see Connections in the dashboard. Webhooks get what their organization subscribes them to.
`;
}

const pages: Readonly<Record<string, LegalPage>> = {
  privacy: {
    title: "Privacy policy",
    about: "What is stored, for how long, who sees it, and how you get or delete it.",
    markdown: privacy,
  },
  terms: { title: "Terms of use", about: "What people accept with an account.", markdown: terms },
  security: {
    title: "Security",
    about: "What is protected, and how to report a weakness.",
    markdown: security,
  },
  subprocessors: {
    title: "Subprocessors",
    about: "Who else gets data of this instance, and which.",
    markdown: subprocessors,
  },
};

export const legalNames: readonly string[] = Object.keys(pages);

/** A page below `/legal/`; null = none of that name. */
export async function legalPage(name: string, facts: SiteFacts, nonce: string): Promise<SitePage | null> {
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (page === undefined) return null;
  const { html } = renderMarkdown(await page.markdown(facts), { name: "terms", nonce });
  const { title, about } = page;
  return { path: `/legal/${name}`, title, about, body: html, isText: true };
}
