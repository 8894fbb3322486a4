import type { ErrorCode } from "../error.ts";
import type { ErrorGuide } from "./guide.ts";

/** Tool calls and the servers behind them. */
export const callGuides = {
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
  unknown_prompt: {
    title: "No such prompt",
    cause: "Nothing connected offers a prompt of that name. Clients see `<connection>_<prompt>`.",
    sent: "no",
    steps: ["List the prompts in the client.", "Restart the client if it remembers an older list."],
  },
  unknown_resource: {
    title: "No such resource",
    cause:
      "No connected server lists a resource at that URI, has a template that it fits, or links to it from a tool. Where two servers have the same URI, the second one's begins with `patchops://<connection>/`.",
    sent: "no",
    steps: ["List the resources in the client, and use a URI as it stands there."],
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
    cause:
      "A rule of the organization has a person asked before this tool runs, and this call could not wait for the answer. The question stands under Approvals for 10 minutes, with the exact arguments; the message names the rule, `details.approvalId` the question.",
    sent: "no",
    steps: [
      "Answer it at the address in the message, or with `npx patchops approvals approve <id>`.",
      "Then make the same call again, with the same arguments and the same key: it uses the answer, once, within 10 minutes.",
      "To be asked no more: an owner or admin changes the rule under Settings, Policies.",
    ],
  },
  approval_denied: {
    title: "A person said no",
    cause: "Somebody looked at this call and its arguments, and denied it. That was for this call alone.",
    sent: "no",
    steps: [
      "Do not repeat it as it is. Ask the person why, or call with other arguments.",
      "Approvals shows who denied it, and when.",
    ],
  },
  approval_expired: {
    title: "Nobody answered in time",
    cause: "The call waited 10 minutes for an approval that nobody gave. It was not made.",
    sent: "no",
    steps: ["Make the same call again: it asks anew.", "Have somebody at hand who may approve it."],
  },
  definition_held: {
    title: "The tool's definition has changed",
    cause:
      "The server says something else of this tool than what was approved: its description, schema or annotations. Until somebody has looked at the change, the tool is not offered and its calls are refused, so that no server can turn a trusted tool into another one.",
    sent: "no",
    steps: [
      "Open the connection's page, Review: old and new stand side by side, with who calls the tool. Approve or block it there.",
      "An owner or admin can turn holding off for the organization on the same page.",
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
  server_not_allowed: {
    title: "Not on the organization's list",
    cause:
      "The organization lets its members connect certain servers only, by their catalog entry or host, and this one is not among them. No connection was made.",
    sent: "no",
    steps: [
      "Ask an owner or admin of the organization: they change the list under Settings, Connection rules.",
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
      "The last calls to this server all failed, so further ones are refused at once for two seconds at a time instead of waiting in vain.",
    sent: "no",
    steps: [
      "Wait as long as the message says; the first call after it is a test.",
      "See the connection's page for the last error.",
    ],
  },
  timeout: {
    title: "No answer in time",
    cause:
      "The server did not answer within the deadline: 30 seconds for a tool call unless the caller says otherwise. A run that took longer than its time limit has this code too.",
    sent: "told",
    steps: [
      "If `sent` is true the tool may still take effect: look before you repeat it.",
      "Give it longer: `--timeout-ms`, or `timeoutMs` in the SDK.",
    ],
  },
} as const satisfies Partial<Record<ErrorCode, ErrorGuide>>;
