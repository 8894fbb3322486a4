import type { ErrorCode } from "./error.ts";

/** Codes that only the SDK and the command line know: nothing of the server's stands behind them. */
type ClientCode = "unreachable" | "unexpected_answer" | "usage";

/** Codes of a run that did not succeed, beside those of its tool calls. */
type RunCode =
  | "syntax_error"
  | "no_place"
  | "too_complicated"
  | "module_not_available"
  | "result_not_serializable"
  | "never_settles"
  | "cpu_limit"
  | "memory_limit"
  | "output_too_large"
  | "tool_calls_exceeded"
  | "interrupted";

/** Every code that has a page in the documentation. */
export type GuidedCode = ErrorCode | ClientCode | RunCode;

/** What a person needs to know about a code, for its page. */
export interface ErrorGuide {
  /** The code in words, as a heading. */
  title: string;
  /** Why it happens, in one to three sentences. */
  cause: string;
  /** Whether a tool's server received anything: `no`, `yes`, `told` (the error's `sent` says), `none` (no tool is involved). */
  sent: "no" | "yes" | "told" | "none";
  /** What helps, the likeliest first. */
  steps: readonly [string, ...string[]];
}

/** A page for each code: `/docs/errors/<code>`. Texts are Markdown. */
export const errorGuides: Record<GuidedCode, ErrorGuide> = {
  invalid_input: {
    title: "The input is wrong",
    cause:
      "A field is missing, too long or of the wrong kind. `details` names the field where there is one. An address that is no http or https address ends here too.",
    sent: "no",
    steps: [
      "Correct what the message names and try again.",
      "`npx patchops help <command>` shows what a command takes; `tools.describe(name)` what a tool takes.",
    ],
  },
  malformed_request: {
    title: "The request cannot be read",
    cause:
      "The body is no JSON, is nested too deeply, broke off, or asks for a revision of MCP that this server does not speak. An MCP client must accept `application/json` or `text/event-stream`.",
    sent: "no",
    steps: ["Send well-formed JSON.", "Update the client if it writes requests by itself."],
  },
  unauthenticated: {
    title: "No valid key",
    cause:
      "The request carried no API key, or one that is malformed, unknown, revoked or expired; `details.reason` says which. A key in the address is never accepted, since addresses end up in logs.",
    sent: "no",
    steps: [
      "Create a key under Settings, API keys, or with `npx patchops keys create --name laptop`.",
      "Send it as the header `Authorization: Bearer po_…`. For the command line: `export PATCHOPS_API_KEY=po_…`.",
      "`npx patchops doctor` says whether the key that you use is good.",
    ],
  },
  invalid_credentials: {
    title: "Wrong mail address or password",
    cause: "The mail address or the password is wrong. The answer is the same for both, on purpose.",
    sent: "none",
    steps: [
      "Check the spelling and try again.",
      "Forgotten? The operator sets a new one on the server: `npx patchops admin reset-password --email …`.",
    ],
  },
  forbidden: {
    title: "Not allowed",
    cause:
      "Your role does not allow it, or it is for an instance admin, for the operator on the server's own host, or for a person who is logged in rather than for an API key. The message says which.",
    sent: "no",
    steps: ["Ask an owner or admin of the organization.", "What a key may not do is done in the dashboard."],
  },
  insufficient_scope: {
    title: "The key lacks a scope",
    cause:
      "The API key is good, but may not do this. `details.scope` names the scope that is missing, the `WWW-Authenticate` header too.",
    sent: "no",
    steps: ["Create a key that has the scope: `npx patchops keys create --name … --scopes …`."],
  },
  origin_refused: {
    title: "Foreign page or host name",
    cause:
      "A browser page of another origin called this server, or the server was reached under a host name that it does not know. Both are refused, so that no web page can use your login.",
    sent: "no",
    steps: [
      "Reached under another name, for example behind a proxy? Set [`PATCHOPS_URL`](settings.md) to the public address.",
      "A page of your own calls it? Add its origin to [`PATCHOPS_ALLOWED_ORIGINS`](settings.md).",
      "Programs use an API key and no cookie.",
    ],
  },
  signup_closed: {
    title: "Sign-up is closed",
    cause: "The operator does not let new people sign up ([`PATCHOPS_SIGNUP`](settings.md)).",
    sent: "none",
    steps: ["Ask the operator: `npx patchops setup` on the server creates an account at any time."],
  },
  owner_code_required: {
    title: "The owner code is wrong",
    cause:
      "The server listens on an address that others can reach. So that no stranger takes it over, the first account owns the instance only with the code that is printed at start.",
    sent: "none",
    steps: ["Copy the code from the terminal or log in which PatchOps started. A restart prints a new one."],
  },
  not_found: {
    title: "Not there",
    cause:
      "There is nothing at this address, or no such thing in your organization. Things of other organizations answer exactly the same.",
    sent: "no",
    steps: [
      "Check the id or the name; the list commands (`npx patchops connections list`, `keys list`, …) show what is there.",
      "An MCP client needs `/mcp`, `/mcp/p/<profile>` or `/mcp/c/<connection>`.",
    ],
  },
  method_not_allowed: {
    title: "Wrong HTTP method",
    cause:
      "The address exists but not for this method. `/mcp` takes POST, GET (for an event stream) and DELETE; opened in a browser it has nothing to show.",
    sent: "no",
    steps: ["Point an MCP client at the address instead of a browser."],
  },
  conflict: {
    title: "Already taken, or changed meanwhile",
    cause:
      "A name or a mail address is in use, the demo tools are connected already, or a client's settings file cannot be changed safely. The message says what.",
    sent: "no",
    steps: ["Use another name, or what is there already."],
  },
  too_large: {
    title: "The request is too large",
    cause:
      "A request, or the arguments of one tool call from a program, are beyond the limit that the message names.",
    sent: "no",
    steps: ["Send less, or in parts."],
  },
  unsupported_media_type: {
    title: "Not JSON",
    cause: "The body is not declared as JSON, or is compressed.",
    sent: "no",
    steps: ["Send `Content-Type: application/json` and no `Content-Encoding`."],
  },
  rate_limited: {
    title: "Too many tries",
    cause:
      "Logins or sign-ups from your address failed too often. Right logins elsewhere are not locked out by it.",
    sent: "none",
    steps: ["Wait as long as `Retry-After` says, at most 15 minutes."],
  },
  too_many_calls: {
    title: "Too much at once",
    cause: "As many calls or runs are under way as the [plan](usage.md#plans) allows at the same time.",
    sent: "no",
    steps: [
      "Try again when one of them has ended; `Retry-After` is 1 second.",
      "In a program, let fewer calls run side by side.",
    ],
  },
  quota_exceeded: {
    title: "The month's quota is used",
    cause:
      "The organization has made as many calls or runs as its [plan](usage.md#plans) allows in a month. Everything stays readable. A run that goes beyond one of its own limits ends in this state too.",
    sent: "no",
    steps: [
      "Wait for the moment in `details.resetsAt`: months are calendar months in UTC.",
      "Ask the operator for a larger plan ([`PATCHOPS_DEFAULT_PLAN`](settings.md)).",
    ],
  },
  cancelled: {
    title: "Cancelled",
    cause:
      "Whoever asked gave up: Ctrl+C, Cancel in the playground, a client that went away, or the end of the run that made the call.",
    sent: "told",
    steps: [
      "Nothing to mend. If `sent` is true, look whether the tool has taken effect before you repeat it.",
    ],
  },
  internal: {
    title: "A fault of PatchOps",
    cause: "Something went wrong on our side. The answer holds no details on purpose; the log does.",
    sent: "told",
    steps: ["Search the server's log for the `requestId`.", "Report it with that id if it happens again."],
  },
  unavailable: {
    title: "Not available right now",
    cause:
      "The database does not answer, the disk of the data directory is full, no sandbox process could be started, or the server is stopping. Calls that cannot be metered are not made.",
    sent: "told",
    steps: ["Try again in some seconds.", "The operator looks at `/readyz` and at the log."],
  },
  unknown_tool: {
    title: "No such tool",
    cause:
      "Nothing connected offers a tool of that name. The message names the nearest one where there is any. Clients see `<connection>_<tool>`; programs write `tools.<connection>.<tool>`.",
    sent: "no",
    steps: [
      "`npx patchops tools list` shows every name.",
      "Restart the client if it remembers an older list.",
    ],
  },
  tool_error: {
    title: "The tool answered with an error",
    cause: "The call arrived, and the tool itself says that it failed. The message is the tool's own.",
    sent: "yes",
    steps: [
      "Read the message: most often an argument does not fit.",
      "The call with its arguments stands in Activity.",
    ],
  },
  tool_unavailable: {
    title: "The server no longer offers this tool",
    cause:
      "The tool was there when the server was last read, and is not any more. Its name stays reserved, so that no other tool can slip in under it.",
    sent: "no",
    steps: ["Read its tools again: `npx patchops connections refresh <connection>`."],
  },
  policy_blocked: {
    title: "A policy blocks the tool",
    cause:
      "A rule of the organization keeps this caller from this tool. The message names the rule, and `details.rule` its id.",
    sent: "no",
    steps: [
      "`npx patchops tools why <tool>` shows which rule decides, and what it names.",
      "An owner or admin changes it under Settings, Policies, or with `npx patchops policies set`.",
    ],
  },
  approval_required: {
    title: "The tool needs an approval",
    cause: "A rule of the organization has people asked before this tool runs. The message names the rule.",
    sent: "no",
    steps: [
      "An owner or admin allows it for this caller: under Settings, Policies, or with `npx patchops policies set allow --tool <tool>`.",
    ],
  },
  connection_paused: {
    title: "The connection is paused",
    cause: "Someone paused this connection; its tools are refused until it is resumed.",
    sent: "no",
    steps: ["Resume it on its page under Connections."],
  },
  needs_sign_in: {
    title: "The server asks you to sign in",
    cause:
      "The upstream server wants to know who calls: nobody has signed in to it yet, the login was lost, or the key that it was given is no longer good. This is about an account or key _at that server_, not about your PatchOps key.",
    sent: "told",
    steps: [
      "Sign in in the browser: on the connection's page, or with `npx patchops connections login <connection>`. A client that can open links offers it by itself, and the call goes on afterwards.",
      "A server that takes keys: `npx patchops connections login <connection> --bearer TOKEN` (or `--header 'Name: value'`).",
    ],
  },
  registration_needed: {
    title: "The provider wants a registered app",
    cause:
      "The server's provider lets nobody sign in through an app that it does not know, and does not let apps register themselves.",
    sent: "no",
    steps: [
      "Register an app with the provider. The redirect URL to give there stands in the connection's report, and under its Credentials.",
      "Paste the client id, and the secret if there is one, in the same place; then sign in.",
    ],
  },
  sign_in_unavailable: {
    title: "There is no safe way to sign in",
    cause:
      "What the server or its provider says of its sign-in is missing, contradicts itself, or lacks what a safe sign-in needs (PKCE with S256, https, one and the same issuer everywhere). Nobody was sent there, and no code or token was exchanged.",
    sent: "told",
    steps: [
      "Read the message: it says what does not fit. Tell whoever runs the server.",
      "If the server takes keys as well, give it one under Credentials.",
    ],
  },
  private_address: {
    title: "A private address",
    cause:
      "The address belongs to this machine or to a private network. PatchOps does not call such addresses unless its operator allows it, so that nobody can reach what stands behind the server. No connection was made.",
    sent: "no",
    steps: [
      "An instance admin allows one host and port: with a click in the connect report, or under Admin, Network.",
      "Or for all time: [`PATCHOPS_UPSTREAM_ALLOW`](settings.md)`=host:port`.",
    ],
  },
  stdio_not_allowed: {
    title: "Processes are not allowed",
    cause:
      "The connection would start a command on the server's host. That is off unless the operator allows it.",
    sent: "no",
    steps: [
      "Use the server's http address if it has one.",
      "The operator sets [`PATCHOPS_ALLOW_STDIO`](settings.md)`=1`. Whoever may add connections can then run commands on that host.",
    ],
  },
  dns_failed: {
    title: "The name is unknown",
    cause: "The host name of the address could not be resolved.",
    sent: "no",
    steps: [
      "Check the spelling of the address.",
      "Check the name service of the machine that PatchOps runs on.",
    ],
  },
  connection_refused: {
    title: "The server cannot be reached",
    cause: "Nothing listens at the address, or the connection broke.",
    sent: "told",
    steps: [
      "Check the address, and that the server runs.",
      "If `sent` is true, look whether the tool has taken effect before you repeat it.",
    ],
  },
  tls_failed: {
    title: "The certificate was not accepted",
    cause: "The server's TLS certificate is expired, self-signed, or made for another name.",
    sent: "told",
    steps: [
      "Mend the certificate.",
      "A certificate authority of your own is made known with `NODE_EXTRA_CA_CERTS=/path/ca.pem` where PatchOps starts.",
    ],
  },
  not_mcp: {
    title: "That is no MCP server",
    cause:
      "Something answered, but not MCP: a web page, another API, or a redirect (which is not followed). The message says what came.",
    sent: "yes",
    steps: ["Use the address of the MCP endpoint; many end in `/mcp`. The connect report suggests one."],
  },
  protocol_error: {
    title: "The server breaks the protocol",
    cause: "The server speaks MCP, but this answer is against its rules, or cannot be read.",
    sent: "told",
    steps: [
      "Tell the maker of that server; the message says what was wrong.",
      "Refresh the connection after an update.",
    ],
  },
  session_lost: {
    title: "The server forgot the session",
    cause:
      "The upstream server no longer knows the session that PatchOps held with it, most often after a restart, and a new one was lost as well.",
    sent: "told",
    steps: ["Try again: a new session is opened."],
  },
  upstream_error: {
    title: "The server answered with an error",
    cause:
      "The upstream server refused the request or failed while it worked on it. Its own code and data are passed on unchanged.",
    sent: "yes",
    steps: ["Read the message.", "The call stands in Activity with its arguments."],
  },
  process_failed: {
    title: "The process ended",
    cause:
      "A connection that runs as a process on the server's host could not be started, or its process ended.",
    sent: "told",
    steps: [
      "Check the command on the connection's page, and that the program is installed on that host.",
      "Try again: it is started anew.",
    ],
  },
  result_too_large: {
    title: "The answer is too large",
    cause: "The tool answered more than the limit allows (4 MiB). The answer was dropped.",
    sent: "yes",
    steps: ["Ask for less: most tools have a limit, a page or a filter."],
  },
  breaker_open: {
    title: "The server is resting",
    cause:
      "The last calls to this server all failed, so further ones are refused at once for some seconds instead of waiting in vain.",
    sent: "no",
    steps: [
      "Wait as long as the message says; the first call after it is a test.",
      "See the connection's page for the last error.",
    ],
  },
  timeout: {
    title: "No answer in time",
    cause:
      "The server did not answer within the deadline: 120 seconds for a tool call unless the caller says otherwise. A run that took longer than its time limit has this code too.",
    sent: "told",
    steps: [
      "If `sent` is true the tool may still take effect: look before you repeat it.",
      "Give it longer: `--timeout-ms`, or `timeoutMs` in the SDK.",
    ],
  },

  unreachable: {
    title: "PatchOps does not answer",
    cause: "The command line, the SDK or the dashboard got no answer from PatchOps itself.",
    sent: "told",
    steps: [
      "Check that the server runs, and that `PATCHOPS_URL` is the address that it printed.",
      "`setup` and `admin` commands work on the server's own host only, beside its data directory.",
    ],
  },
  unexpected_answer: {
    title: "Something else answered",
    cause: "At the address something answers that is not PatchOps: another program, or a proxy.",
    sent: "told",
    steps: [
      "Use the address that PatchOps prints at its start.",
      "Behind a proxy, look at the proxy's own log.",
    ],
  },
  usage: {
    title: "The command is wrong",
    cause: "A command, an option or an argument is missing or unknown.",
    sent: "no",
    steps: ["`npx patchops help <command>` shows how it is written."],
  },

  syntax_error: {
    title: "The program cannot be read",
    cause:
      "The program is no valid TypeScript or JavaScript. Line and column are of your own source. Nothing of it ran.",
    sent: "no",
    steps: ["Correct the marked line."],
  },
  no_place: {
    title: "No free place in time",
    cause:
      "The run waited for a free place in the sandbox until its own time was over. Nothing of it ran, and it does not count against the plan.",
    sent: "no",
    steps: [
      "Run it again; `queueMs` tells how long it waited.",
      "Give it longer: `--timeout-ms`, or `timeoutMs` in the SDK. The wait is part of that time.",
      "Run fewer programs at once.",
    ],
  },
  too_complicated: {
    title: "The program is too complicated",
    cause:
      "Reading the program took more computing time than one program gets, because it is nested very deeply or very large. Nothing of it ran.",
    sent: "no",
    steps: [
      "Put inner expressions into constants or functions of their own.",
      "Do the work in several programs.",
    ],
  },
  module_not_available: {
    title: "No modules",
    cause: "The program imports a module. Programs stand alone: no module can be loaded.",
    sent: "told",
    steps: ["Take the import away.", "Reach what is outside as `tools.<connection>.<tool>(args)`."],
  },
  result_not_serializable: {
    title: "The result is no JSON",
    cause:
      "The value that the program returned cannot be written as JSON: it refers to itself, is nested too deeply, or holds a BigInt.",
    sent: "told",
    steps: ["Return plain objects, lists, texts and numbers.", "Write a BigInt as a text: `String(value)`."],
  },
  never_settles: {
    title: "The program waits for ever",
    cause:
      "The program awaits something that can never happen: no call and no timer is left that could go on.",
    sent: "told",
    steps: ["Look for a promise whose `resolve` is never called."],
  },
  cpu_limit: {
    title: "Too much computing",
    cause:
      "The program used more CPU time than the [plan](usage.md#plans) allows for one run. Waiting does not count.",
    sent: "told",
    steps: ["Look for an endless loop.", "Do the work in several runs."],
  },
  memory_limit: {
    title: "Too much memory",
    cause: "The program needed more memory than its limit.",
    sent: "told",
    steps: [
      "Work on less at a time.",
      "Raise the limit up to the plan's: `--memory-mb`, or `memoryMb` in the SDK.",
    ],
  },
  output_too_large: {
    title: "The result is too large",
    cause: "The value that the program returned is larger than a result may be.",
    sent: "told",
    steps: ["Return less: counts, ids, the part that you need."],
  },
  tool_calls_exceeded: {
    title: "Too many tool calls",
    cause: "The program made more tool calls than the [plan](usage.md#plans) allows for one run.",
    sent: "told",
    steps: ["Look for a loop that calls without end.", "Ask the tool for more at once."],
  },
  interrupted: {
    title: "Interrupted",
    cause: "PatchOps ended while the call or run was under way, and found it unfinished at its next start.",
    sent: "told",
    steps: ["Look whether the tool has taken effect before you repeat it."],
  },
};

export function isGuidedCode(code: string): code is GuidedCode {
  return Object.hasOwn(errorGuides, code);
}
