import { isIPv6 } from "node:net";
import { z } from "zod";
import { flag } from "./flag.ts";
import { httpUrl } from "./http-url.ts";
import { listOf } from "./list-of.ts";

function isHostAndPort(entry: string): boolean {
  const [, host = "", port = ""] = /^(\[.+\]|[^:\s]+):(\*|\d+)$/.exec(entry) ?? [];
  const isHost = host.startsWith("[") ? isIPv6(host.slice(1, -1)) : host !== "";
  return isHost && (port === "*" || (Number(port) >= 1 && Number(port) <= 65_535));
}

/** Who may sign up, and whom the server believes and calls. */
export const accessSettings = z.object({
  PATCHOPS_SIGNUP: z
    .enum(["open", "waitlist", "closed"], "Use open, waitlist or closed.")
    .default("open")
    .meta({
      description:
        "Who may sign up: `open`, everybody; `waitlist`, whom an instance admin invites from it; `closed`, who is invited to an organization. The first account can always be made, and the operator makes others: `npx patchops setup`.",
    }),
  PATCHOPS_WEBSITE: flag.default(false).meta({
    unset: "off",
    description:
      "`1` makes the instance a public one: signed-out visitors get a front page, prices, contact and status in place of the sign-in page. See [A public instance](self-hosting.md#a-public-instance).",
  }),
  PATCHOPS_OPERATOR: z.string().trim().min(1).max(200).optional().meta({
    unset: "the operator of this instance",
    description:
      "Who runs the instance, by name, as its [legal pages](self-hosting.md#a-public-instance) say it.",
  }),
  PATCHOPS_REGION: z.string().trim().min(1).max(100).optional().meta({
    unset: "not said",
    description:
      "Where the instance and its data are, such as `Frankfurt, Germany`, as its legal pages say it.",
  }),
  SUPPORT_EMAIL: z.email("Use an address like support@example.com.").optional().meta({
    unset: "not said",
    description: "Address to which people write for help, as contact and legal pages name it.",
  }),
  PATCHOPS_ALERT_WEBHOOK: httpUrl.optional().meta({
    unset: "instance admins are told by mail alone",
    description:
      "Address that is told, as JSON with a `text`, of parts of the instance that are down or back; chat programs give such ones. See [Status and alerts](self-hosting.md#status-and-alerts).",
  }),
  PATCHOPS_REQUIRE_VERIFIED_EMAIL: flag.default(false).meta({
    unset: "off",
    description:
      "`1` runs programs only for people who have confirmed their mail address (instance admins aside). For instances that strangers sign up to.",
  }),
  PATCHOPS_UPSTREAM_ALLOW: z
    .string()
    .transform(listOf)
    .pipe(
      z.array(
        z.string().refine(isHostAndPort, "Use host:port or host:* entries, with a port from 1 to 65535."),
      ),
    )
    .prefault("")
    .meta({
      unset: "none",
      description:
        "Private addresses that connections may reach: a comma list of `host:port`; `host:*` for all ports.",
    }),
  PATCHOPS_ALLOW_STDIO: flag.default(false).meta({
    unset: "off",
    description:
      "`1` lets connections start commands on this host. Whoever may add connections can then run commands here.",
  }),
  HTTPS_PROXY: z
    .url({ protocol: /^https?$/, error: "Use an address like http://proxy.example.com:3128" })
    .optional()
    .meta({ description: "`http(s)://` proxy for upstreams on https; see [Security](security.md#a-proxy)." }),
  NO_PROXY: z.string().transform(listOf).prefault("").meta({
    unset: "none",
    description: "Hosts, `.domains`, networks and `host:port` entries that are reached without the proxy.",
  }),
  PATCHOPS_ALLOWED_ORIGINS: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, "Use origins like https://app.example.com")))
    .prefault("")
    .meta({
      unset: "none",
      description:
        "Other browser origins that may call this server: a comma list like `https://app.example.com`.",
    }),
});
