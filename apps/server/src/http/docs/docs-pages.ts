export interface DocsPage {
  /** Its file in `docs/` without `.md`, and its address below `/docs/`. */
  name: string;
  title: string;
  /** One line, for lists of pages. */
  about: string;
  /** A page below the page of that name. */
  parent?: string;
}

export interface DocsGroup {
  title: string;
  pages: readonly DocsPage[];
}

/** The pages in the order of the navigation; the first is `/docs` itself. */
export const docsGroups: readonly DocsGroup[] = [
  {
    title: "Begin",
    pages: [
      { name: "start", title: "Start", about: "From nothing to the first metered call in five minutes" },
      { name: "concepts", title: "Concepts", about: "What the words mean, in one picture" },
    ],
  },
  {
    title: "Use",
    pages: [
      {
        name: "connections",
        title: "Connect a server",
        about: "Plug an MCP server in, and what to do when it fails",
      },
      { name: "accounts", title: "Accounts", about: "Devices, passkeys, suspension, who may sign up" },
      { name: "clients", title: "Connect a client", about: "Point an MCP client here" },
      {
        name: "clients/claude-code",
        title: "Claude Code",
        about: "Settings, and what to do when it does not connect",
        parent: "clients",
      },
      {
        name: "clients/cursor",
        title: "Cursor",
        about: "Settings, and what to do when it does not connect",
        parent: "clients",
      },
      {
        name: "clients/vscode",
        title: "VS Code",
        about: "Settings, and what to do when it does not connect",
        parent: "clients",
      },
      {
        name: "clients/codex",
        title: "Codex",
        about: "Settings, and what to do when it does not connect",
        parent: "clients",
      },
      {
        name: "clients/other",
        title: "Any other client",
        about: "The endpoint as any client, or curl, sees it",
        parent: "clients",
      },
      {
        name: "clients/sign-in",
        title: "Sign in from a client",
        about: "Give a client the address alone, and allow it in the browser",
        parent: "clients",
      },
      { name: "code", title: "Write code", about: "Programs that call tools, and the sandbox they run in" },
      {
        name: "workflows",
        title: "Workflows",
        about: "Programs that run by themselves, and go on after a crash",
      },
      {
        name: "people",
        title: "People and organizations",
        about: "Roles, invitations, removal, service accounts, and which servers may be connected",
      },
      {
        name: "scim",
        title: "Provisioning by SCIM",
        about: "Let Okta, Entra or another directory add and remove people",
        parent: "people",
      },
      {
        name: "policies",
        title: "Policies and approvals",
        about: "Which tools a client sees, who may call them, and why one is missing",
      },
      {
        name: "usage",
        title: "Usage and plans",
        about: "What is counted, where it is seen, what the plans allow",
      },
    ],
  },
  {
    title: "Reference",
    pages: [
      { name: "cli", title: "Command line", about: "Every command of patchops" },
      { name: "sdk", title: "SDK", about: "The typed client for Node and browsers" },
      { name: "settings", title: "Settings", about: "Every environment variable of the server" },
      { name: "errors", title: "Errors", about: "Every error code, with its cause and what helps" },
      {
        name: "conformance",
        title: "Conformance",
        about: "What of MCP is tried and passes, by the official suite and across the eras",
      },
    ],
  },
  {
    title: "Operate",
    pages: [
      {
        name: "self-hosting",
        title: "Self-hosting",
        about: "Run it, behind a proxy, with a Postgres of your own, backed up",
      },
      { name: "security", title: "Security model", about: "What is protected from whom, and how" },
      {
        name: "threat-model",
        title: "Threat model",
        about: "Assets, actors, boundaries, what is defended where, and what is not",
      },
      {
        name: "data",
        title: "What is stored",
        about: "Every column: what for, for how long, in whose export, and what becomes of it",
      },
      { name: "terms", title: "Terms of use", about: "What people accept with an account" },
    ],
  },
];

export const docsPages: readonly DocsPage[] = docsGroups.flatMap(({ pages }) => pages);
