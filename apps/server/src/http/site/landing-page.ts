import { escapeHtml } from "../docs/escape-html.ts";
import type { SiteFacts } from "./site-facts.ts";
import type { SitePage } from "./site-layout.ts";

const features: readonly { title: string; text: string; path: string }[] = [
  {
    title: "One address for all servers",
    text: "Connect each MCP server once. Every client of your team then asks one endpoint, by key or by sign-in.",
    path: "/docs/connections",
  },
  {
    title: "Programs in place of chatter",
    text: "Agents write TypeScript that calls your tools, in a sandbox without files, secrets or, unless you allow it, network.",
    path: "/docs/code",
  },
  {
    title: "Who may call what",
    text: "Profiles, policies and approvals decide for each tool. A changed definition is held until a person has seen it.",
    path: "/docs/policies",
  },
  {
    title: "Every call on record",
    text: "Caller, tool, time and outcome of each call within a second, metered once and audited in a signed chain.",
    path: "/docs/usage",
  },
  {
    title: "Secrets stay inside",
    text: "Credentials are encrypted, bound to their row, and never shown again: not to members, agents or programs.",
    path: "/docs/security",
  },
  {
    title: "Workflows that go on",
    text: "Schedules and webhooks start programs that survive crashes and wait for people for days.",
    path: "/docs/workflows",
  },
];

const program = `const { orders } = await tools.demo.list_orders({ limit: 3 });
for (const order of orders) {
  await tools.linear.create_issue({ title: order.title });
}
return orders.length;`;

const calls = [
  ["demo.list_orders", "42 ms"],
  ["linear.create_issue", "118 ms"],
  ["linear.create_issue", "97 ms"],
  ["linear.create_issue", "104 ms"],
];

/** What a stranger sees first on a public instance. */
export function landingPage({ signup, publicUrl }: SiteFacts): SitePage {
  const enter = {
    open: '<a class="action big" href="/signup">Create account</a>',
    waitlist: '<a class="action big" href="/signup">Join the waitlist</a>',
    closed: '<a class="action big" href="/login">Sign in</a>',
  }[signup];
  const rows = calls
    .map(([tool, time]) => `<li><span>${tool}</span><span>${time}</span><span>ok</span></li>`)
    .join("");
  const cards = features
    .map(
      ({ title, text, path }) =>
        `<div class="card"><h3>${title}</h3><p>${text} <a href="${path}" aria-label="More on: ${title}">More</a></p></div>`,
    )
    .join("");
  const address = escapeHtml(`${publicUrl}/mcp`);
  return {
    path: "/",
    title: "PatchOps: one endpoint for every MCP server your team uses",
    about:
      "One endpoint for every MCP server your team uses: routed, guarded, metered, and callable from code.",
    body: `<div class="hero">
<div>
<h1>One endpoint for every MCP server your team uses</h1>
<p class="lead">Routed, guarded, metered, and callable from code. Agents get the tools they may use; you see each call they make.</p>
<div class="buttons">${enter}<a class="action big plain" href="/docs/start">Read how it works</a></div>
</div>
<figure class="code"><figcaption><span>A program, and the calls it made</span></figcaption><pre tabindex="0"><code>${escapeHtml(program)}</code></pre><ul class="calls">${rows}</ul></figure>
</div>
<h2 class="section-title">What it does</h2>
<div class="cards">${cards}</div>
<h2>Point a client here</h2>
<p>Claude Code, Cursor, VS Code, Codex, and whatever speaks MCP of either era. People sign in on the way, or give a key.</p>
<figure class="code"><figcaption><span>Terminal</span></figcaption><pre tabindex="0"><code>claude mcp add --transport http patchops ${address}</code></pre></figure>`,
  };
}
