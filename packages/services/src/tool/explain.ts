import type { ExplainToolInput, ToolAccess } from "@patchops/contract";
import {
  findConnection,
  isOffered,
  type OrganizationSnapshot,
  type ProfileSnapshot,
  type ToolSnapshot,
} from "../connection/index.ts";
import type { Context } from "../context.ts";
import { decide } from "../policy/index.ts";
import { findProfile } from "../profile/index.ts";
import { requireAccess } from "../require-access.ts";
import { type AskedClient, askedClient } from "./asked-client.ts";
import { findTool } from "./find.ts";

type Link = ToolAccess["chain"][number];

interface Question {
  snapshot: OrganizationSnapshot;
  client: AskedClient;
  profile: ProfileSnapshot | null;
  tool: ToolSnapshot;
}

/**
 * Why a client is or is not offered a tool: every link from the connection to the client, the first break marked with what
 * mends it. Throws `unknown_tool`, and `not_found` for a client or profile that is not there.
 */
export async function explainTool(context: Context, input: ExplainToolInput): Promise<ToolAccess> {
  requireAccess(context, "tool.explain");
  const client = await askedClient(context, input);
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  const tool =
    snapshot.tools.get(input.name) ?? renamedTool(snapshot, input.name) ?? findTool(snapshot, input);
  const profile =
    client.profile !== null
      ? findProfile(snapshot, client.profile)
      : client.connection === null
        ? snapshot.defaultProfile
        : null;
  const question = { snapshot, client, profile, tool };
  const chain = [
    connectionLink(question),
    definitionLink(question),
    profileLink(question),
    policyLink(question),
    clientLink(question),
  ];
  const firstBreak = chain.findIndex(({ state }) => state === "broken");
  const seen = profile === null ? tool : profile.toolsById.get(tool.id);
  return {
    name: tool.exposedName,
    exposedName:
      firstBreak !== -1 || !seen ? null : client.connection === null ? seen.exposedName : seen.originalName,
    connection: tool.connection.slug,
    client: client.label,
    isOffered: firstBreak === -1,
    chain: chain.map((link, place) =>
      firstBreak === -1 || place <= firstBreak ? link : { ...link, state: "unreached", remedy: null },
    ),
  };
}

/** A name that only a profile gives. */
function renamedTool(snapshot: OrganizationSnapshot, name: string): ToolSnapshot | undefined {
  for (const profile of snapshot.profilesBySlug.values()) {
    const id = profile.tools.get(name)?.id;
    for (const tool of id === undefined ? [] : snapshot.tools.values()) if (tool.id === id) return tool;
  }
  return undefined;
}

function connectionLink({ tool: { connection } }: Question): Link {
  const { slug, name, status, statusReason } = connection;
  const page = { label: `Open ${name}`, href: `/connections/${slug}`, command: null };
  if (status === "paused") {
    const isSample = statusReason?.code === "sample";
    return {
      step: "connection",
      state: "broken",
      finding: isSample ? `${name} is sample data.` : `${name} is paused.`,
      remedy: isSample ? page : { ...page, label: `Resume ${name}` },
    };
  }
  if (status === "ready" || status === "slow") {
    return { step: "connection", state: "ok", finding: `${name} is ${status}.`, remedy: null };
  }
  const why = statusReason?.message ?? status.replaceAll("_", " ");
  return {
    step: "connection",
    state: "warning",
    finding: `${name} does not answer as it should (${why}): its last good list is shown, and calls may fail.`,
    remedy: { ...page, command: `patchops connections refresh ${slug}` },
  };
}

function definitionLink({ tool }: Question): Link {
  const { connection, originalName, exposedName, isAvailable, hold } = tool;
  if (isAvailable && hold !== null) {
    const finding = `Its server changed the definition of ${originalName}`;
    return {
      step: "definition",
      state: "broken",
      finding:
        hold === "blocked" ? `${finding}, and somebody blocked it.` : `${finding}; nobody has looked at it.`,
      remedy: {
        label: "Review it",
        href: `/connections/${connection.slug}?tab=review`,
        command: `patchops reviews show ${exposedName}`,
      },
    };
  }
  if (isAvailable) {
    return { step: "definition", state: "ok", finding: `Its server offers ${originalName}.`, remedy: null };
  }
  return {
    step: "definition",
    state: "broken",
    finding: `Its server no longer offers ${originalName}.`,
    remedy: {
      label: "Read its tools again",
      href: `/connections/${connection.slug}`,
      command: `patchops connections refresh ${connection.slug}`,
    },
  };
}

function profileLink({ profile, tool, client }: Question): Link {
  if (profile === null) {
    const finding =
      client.connection === null
        ? "No profile: all tools."
        : `The address shows the connection ${client.connection}.`;
    return { step: "profile", state: "ok", finding, remedy: null };
  }
  const { slug, name } = profile;
  const href = `/settings/profiles/${slug}`;
  const inside = profile.toolsById.get(tool.id);
  if (!inside) {
    return {
      step: "profile",
      state: "broken",
      finding: `The profile ${name} leaves it out.`,
      remedy: {
        label: `Change ${name}`,
        href,
        command: `patchops profiles update ${slug} --include ${tool.exposedName}`,
      },
    };
  }
  const named = inside.exposedName === tool.exposedName ? "" : `, as ${inside.exposedName}`;
  const { isToolSearch, isCodeMode } = profile;
  if (!isToolSearch && !isCodeMode) {
    return { step: "profile", state: "ok", finding: `The profile ${name} has it${named}.`, remedy: null };
  }
  return {
    step: "profile",
    state: "warning",
    finding: `The profile ${name} has it${named}, but lists no tools: clients find it with search_tools${isCodeMode ? " and call it from code" : ""}.`,
    remedy: {
      label: `Change ${name}`,
      href,
      command: `patchops profiles update ${slug} ${isCodeMode ? "--no-code-mode" : "--no-tool-search"}`,
    },
  };
}

function policyLink({ snapshot, profile, tool, client }: Question): Link {
  const { action, rule } = decide(snapshot, { tool, actor: client, profileId: profile?.id ?? null });
  const finding = `${action === "allow" ? "Allowed" : action === "ask" ? "Asked first" : "Blocked"} by “${rule.label}”.`;
  if (action === "allow") return { step: "policy", state: "ok", finding, remedy: null };
  const query = rule.id === null ? "" : `?rule=${rule.id}`;
  return {
    step: "policy",
    state: action === "block" ? "broken" : "warning",
    finding,
    remedy: {
      label: "Change the policy",
      href: `/settings/policies${query}`,
      command:
        rule.id === null
          ? `patchops policies set allow --tool ${tool.exposedName}`
          : `patchops policies remove ${rule.id}`,
    },
  };
}

/** VS Code sends its model 128 tools at most, and leaves the others out. */
const maxVsCodeTools = 128;

function clientLink({ snapshot, profile, tool, client }: Question): Link {
  const broken = (finding: string, remedy: Link["remedy"]): Link => ({
    step: "client",
    state: "broken",
    finding,
    remedy,
  });
  const keys = {
    label: "Make a key",
    href: "/settings/keys",
    command: "patchops keys create --name …",
  };
  if (client.barred !== null) return broken(client.barred, keys);
  if (client.connection !== null && findConnection(snapshot, client.connection).id !== tool.connection.id) {
    return broken(`Its address shows the connection ${client.connection} alone.`, {
      label: "Show the addresses",
      href: `/connections/${tool.connection.slug}`,
      command: null,
    });
  }
  if (!client.scopes.includes("tools:read")) return broken("It lacks the scope tools:read.", keys);
  if (!client.scopes.includes("tools:call")) {
    const finding = "It lacks the scope tools:call: the tool is listed, its calls are refused.";
    return { step: "client", state: "warning", finding, remedy: keys };
  }
  const ofProfile = client.connection === null ? profile : null;
  if (ofProfile?.isCodeMode && !client.scopes.includes("code:execute")) {
    return broken("It lacks the scope code:execute, by which programs call the tools of this profile.", keys);
  }
  const shown = [...(profile?.tools ?? snapshot.tools).values()].filter(
    (each) =>
      isOffered(each) &&
      decide(snapshot, { tool: each, actor: client, profileId: profile?.id ?? null }).action !== "block",
  ).length;
  if (ofProfile?.isCodeMode || ofProfile?.isToolSearch) {
    return { step: "client", state: "ok", finding: `Found among the ${shown} of its profile.`, remedy: null };
  }
  if (/visual studio code|vscode/i.test(client.clientName ?? "") && shown > maxVsCodeTools) {
    const finding = `VS Code shows its model ${maxVsCodeTools} tools at most; this address lists ${shown}.`;
    const remedy = { label: "Make a smaller profile", href: "/settings/profiles", command: null };
    return { step: "client", state: "warning", finding, remedy };
  }
  return { step: "client", state: "ok", finding: `Listed with ${shown} tools.`, remedy: null };
}
