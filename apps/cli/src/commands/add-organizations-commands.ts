import type { CodeSettings, ConnectionRules } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { parseCount } from "../parse-count.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { addOrganizationDeletion } from "./add-organization-deletion.ts";

interface RulesOptions {
  addedBy?: ConnectionRules["connectingRole"];
  hosts?: string;
  providers?: string;
  any?: boolean;
}

interface PayloadOptions {
  keep?: "on" | "off" | "default";
  days?: number;
  hide?: string;
}

const listOf = (text: string | undefined) =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** `patchops organizations …`: the key's own organization. */
export function addOrganizationsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const organizations = program.command("organizations").description("the organization that the key is for");

  organizations
    .command("list")
    .description("the key's organization, with the role of its owner there")
    .action(async () => {
      const list = await cli.client().organization.list.query(undefined, request);
      output.answer(list, () =>
        table(
          [{ title: "NAME" }, { title: "ROLE" }, { title: "ID" }],
          list.map(({ name, role, id }) => [safeLine(name, 40), role, id]),
        ),
      );
    });

  organizations
    .command("rename")
    .description("give it another name")
    .argument("<name>", "the new name")
    .action(async (name: string) => {
      const renamed = await cli.client().organization.rename.mutate({ name }, request);
      output.answer(renamed, () => `It is called ${safeLine(renamed.name, 100)} now.`);
    });

  addOrganizationDeletion(organizations, cli);
  organizations
    .command("rules")
    .description("who may add connections, and to which servers; with options, changes that")
    .addOption(
      new Option("--added-by <role>", "the least role that adds connections").choices(["admin", "member"]),
    )
    .option("--hosts <hosts>", "comma list of allowed hosts: mcp.example.com, *.example.com, host:8080")
    .option("--providers <slugs>", "comma list of allowed catalog entries")
    .addOption(new Option("--any", "allow every server").conflicts(["hosts", "providers"]))
    .action(async ({ addedBy, hosts, providers, any }: RulesOptions) => {
      const { connection } = cli.client();
      const before = await connection.rules.query(undefined, request);
      const isListed = hosts !== undefined || providers !== undefined;
      const isChanged = isListed || any === true || addedBy !== undefined;
      const wanted: ConnectionRules = {
        connectingRole: addedBy ?? before.connectingRole,
        allowed: isListed
          ? {
              hosts: hosts === undefined ? (before.allowed?.hosts ?? []) : listOf(hosts),
              providers: providers === undefined ? (before.allowed?.providers ?? []) : listOf(providers),
            }
          : any
            ? null
            : before.allowed,
      };
      const rules = isChanged ? await connection.setRules.mutate(wanted, request) : before;
      output.answer(rules, () => {
        const who = rules.connectingRole === "admin" ? "Owners and admins" : "Owners, admins and members";
        const entries = rules.allowed && [...rules.allowed.providers, ...rules.allowed.hosts];
        const where =
          entries === null
            ? "any server"
            : entries.length === 0
              ? "no server but the demo"
              : entries.join(", ");
        return `${who} add connections, to: ${where}.`;
      });
    });

  organizations
    .command("code")
    .description("whether programs may fetch from the web, and from which hosts; with options, changes that")
    .addOption(new Option("--fetch <state>", "let programs fetch, or not").choices(["on", "off"]))
    .option("--hosts <hosts>", "comma list of all hosts to allow: api.example.com, *.example.com, host:8080")
    .action(async ({ fetch: state, hosts }: { fetch?: "on" | "off"; hosts?: string }) => {
      const { organization } = cli.client();
      const before = await organization.codeSettings.query(undefined, request);
      const isChanged = state !== undefined || hosts !== undefined;
      const wanted: CodeSettings = {
        allowsFetch: state === undefined ? before.allowsFetch : state === "on",
        fetchHosts: hosts === undefined ? before.fetchHosts : listOf(hosts),
      };
      const settings = isChanged ? await organization.setCodeSettings.mutate(wanted, request) : before;
      const { allowsFetch, fetchHosts } = settings;
      output.answer(settings, () => {
        const list = fetchHosts.join(", ");
        if (!allowsFetch) return `Programs have no fetch${list && `; the list of hosts is kept: ${list}`}.`;
        return list
          ? `Programs may fetch from: ${list}.`
          : "Programs have a fetch, and no host is allowed yet.";
      });
    });

  organizations
    .command("payloads")
    .description("whether arguments and results of calls are kept, redacted; with options, changes that")
    .addOption(
      new Option("--keep <state>", "keep them, or not, or as the instance does by itself").choices([
        "on",
        "off",
        "default",
      ]),
    )
    .option("--days <days>", "for how long: 1 to 365", parseCount)
    .option("--hide <names>", "comma list of all names of fields to hide, besides what looks like a secret")
    .action(async ({ keep, days, hide }: PayloadOptions) => {
      const { organization } = cli.client();
      const isChanged = keep !== undefined || days !== undefined || hide !== undefined;
      const wanted = {
        ...(keep !== undefined && { keepsPayloads: keep === "default" ? null : keep === "on" }),
        ...(days !== undefined && { payloadDays: days }),
        ...(hide !== undefined && { hiddenFields: listOf(hide) }),
      };
      const settings = isChanged
        ? await organization.setPayloadSettings.mutate(wanted, request)
        : await organization.payloadSettings.query(undefined, request);
      const { isOn, keepsPayloads, payloadDays, hiddenFields } = settings;
      output.answer(settings, () => {
        const why = keepsPayloads === null ? " (as the instance does by itself)" : "";
        const hidden = hiddenFields.length > 0 ? ` Hidden besides secrets: ${hiddenFields.join(", ")}.` : "";
        return isOn
          ? `Arguments and results of calls are kept for ${payloadDays} days, redacted${why}.${hidden}`
          : `Arguments and results of calls are not kept${why}.${hidden}`;
      });
    });
}
