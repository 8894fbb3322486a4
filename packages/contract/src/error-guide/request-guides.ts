import type { ErrorCode } from "../error.ts";
import type { ErrorGuide } from "./guide.ts";

/** Requests that are refused or fail, whatever they ask for. */
export const requestGuides = {
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
  billing_not_set_up: {
    title: "This instance bills nobody",
    cause:
      "The verb needs Stripe, and this instance's operator has set none up. All else works: plans have the same limits, and the operator changes them by hand.",
    sent: "no",
    steps: [
      "Ask the person who runs this instance for another plan.",
      "As the operator: set `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRET`, then run `npx patchops admin stripe-sync`.",
    ],
  },
  payment_failed: {
    title: "The payment failed",
    cause:
      "The bank or card refused the payment, so that nothing was changed. The message holds what Stripe says of it.",
    sent: "none",
    steps: ["Change the card at Stripe: Manage payment on the billing page.", "Try again."],
  },
  invalid_credentials: {
    title: "Wrong mail address or password",
    cause: "The mail address or the password is wrong. The answer is the same for both, on purpose.",
    sent: "none",
    steps: [
      "Check the spelling and try again.",
      "Forgotten? The page to sign in has a link that mails you another one; without mail the operator sets it on the server: `npx patchops admin reset-password --email …`.",
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
  step_up_required: {
    title: "Prove once more that it is you",
    cause:
      "What you do could keep somebody in your account, and you gave your password or used a passkey longer than 10 minutes ago. `details.verb` names what it was.",
    sent: "no",
    steps: [
      "In the dashboard: give the password or use a passkey in the dialog; then it is done.",
      "An account without either signs in again by its provider.",
      "Programs and the command line use an API key, of which this is never asked: what it may was decided when it was made.",
    ],
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
  account_suspended: {
    title: "The account is suspended",
    cause:
      "An admin of the instance has suspended the account; `details.reason` says why. Its logins have ended, its keys and connected apps are refused until that is lifted.",
    sent: "no",
    steps: [
      "Sign in: the page says why, and takes what you have to say against it.",
      "When it is lifted, keys and connected apps work again as they are.",
    ],
  },
  organization_frozen: {
    title: "The organization is frozen",
    cause:
      "Who operates the instance has frozen the organization; `details.reason` says why, where they said so. Its keys and connected apps are refused, no tool is called, no program, schedule or webhook of a workflow runs, and what ran has ended. Its people sign in, read, pay and export as before, and nothing is deleted.",
    sent: "no",
    steps: [
      "Sign in: the banner says since when, why, and whom to write to.",
      "Once it is undone, keys, apps, schedules and webhooks work again as they are. Times of schedules that passed meanwhile are not made up for.",
    ],
  },
  deletion_pending: {
    title: "The account is to be deleted",
    cause:
      "Somebody asked for the account's deletion, and its days of grace are not over; `details.dueAt` says when they are. Until then keys and connected apps are refused, and nothing is deleted.",
    sent: "no",
    steps: [
      "Sign in: the page offers to keep the account. So does the link that was mailed.",
      "When it is kept, keys and connected apps work again as they are.",
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
    title: "Too fast, or too many tries",
    cause:
      "The organization or its key makes more calls a minute than the [plan](usage.md#rates) takes; or logins or sign-ups from your address failed too often. Right logins elsewhere are not locked out by it.",
    sent: "none",
    steps: [
      "Wait as long as `Retry-After` says, at most 15 minutes.",
      "For calls, the `RateLimit` field of each answer says how much is left.",
    ],
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
      "The organization has made as many calls or runs as its [plan](usage.md#plans) allows in a month, the key or its person as many calls as their [budget](usage.md#budgets), or the plan's connections or members are all there. Everything stays readable. A run that goes beyond one of its own limits ends in this state too.",
    sent: "no",
    steps: [
      "Wait for the moment in `details.resetsAt`: months are calendar months in UTC.",
      "See `/billing`: an owner takes a larger plan, lets calls go on beyond it or raises the spending cap; where nobody is billed, ask the operator. Where `details.budget` names a budget, ask an owner or admin for a larger one.",
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
    steps: [
      "Under Admin, Logs, and by `npx patchops admin logs` on the server's host, the `requestId` leads to what its log says.",
      "Report it with that id if it happens again.",
    ],
  },
  unavailable: {
    title: "Not available right now",
    cause:
      "The database does not answer, the disk of the data directory is full, no sandbox process could be started, or the server is stopping. Calls that cannot be metered are not made.",
    sent: "told",
    steps: ["Try again in some seconds.", "The operator looks at `/readyz` and at the log."],
  },
} as const satisfies Partial<Record<ErrorCode, ErrorGuide>>;
