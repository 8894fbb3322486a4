import { useQuery } from "@tanstack/react-query";
import {
  Activity,
  CircleAlert,
  Keyboard,
  KeyRound,
  Play,
  Plug,
  Plus,
  UserPlus,
  Workflow,
  Wrench,
} from "lucide-react";
import { useState } from "react";
import { trpc } from "../api/client.ts";
import { useSession } from "../api/session.ts";
import { setThemeChoice, themeChoices } from "../theme/theme.ts";
import { type Command, CommandPalette } from "../ui/command-palette.tsx";
import { themeLooks } from "../ui/theme-toggle.tsx";
import { isId } from "../url-state/is-id.ts";
import { adminPages } from "./admin-pages.ts";
import { settingsPages } from "./settings-pages.ts";
import { openShortcutOverlay } from "./shortcut-overlay.tsx";
import { useGo } from "./use-go.ts";
import { useNavGroups } from "./use-nav-groups.ts";
import { useOrganizationCommands } from "./use-organization-commands.tsx";
import { useWaitingCommands } from "./use-waiting-commands.tsx";
import { useWorkflowCommands } from "./use-workflow-commands.tsx";

/** Pages within pages: found by name, not listed before someone asks. */
const subPages = [
  { path: "/tools/why", label: "Tools: Why missing?", icon: Wrench },
  ...settingsPages.map(({ to, label, icon }) => ({ path: to, label: `Settings: ${label}`, icon })),
];
const adminSubPages = adminPages.map(({ to, label, icon }) => ({ path: to, label: `Admin: ${label}`, icon }));

/** The palette with everything this organization has: what waits for a person, pages, connections, tools, a call by its id, actions. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const go = useGo();
  const { user } = useSession();
  const groups = useNavGroups();
  const connections = useQuery({ ...trpc.connection.list.queryOptions(), enabled: isOpen });
  const tools = useQuery({
    ...trpc.tool.list.queryOptions({ withBlocked: true }),
    enabled: isOpen && query.length > 1,
  });
  const waiting = useWaitingCommands(isOpen);
  const workflows = useWorkflowCommands(isOpen);
  const organizations = useOrganizationCommands(isOpen);
  const pages = groups.flatMap((group) => group.items);

  const commands: Command[] = [
    ...waiting,
    ...(isId(query.trim())
      ? [
          {
            id: query.trim(),
            label: `Open call ${query.trim()}`,
            group: "Calls",
            icon: <Activity />,
            run: () => go(`/activity?open=${query.trim()}`),
          },
        ]
      : []),
    ...pages.map((item) => ({
      id: `page:${item.path}`,
      label: item.label,
      group: "Pages",
      icon: <item.icon />,
      ...(item.keys && { keys: item.keys }),
      run: () => go(item.path),
    })),
    ...(query.trim() === "" ? [] : [...subPages, ...(user.isInstanceAdmin ? adminSubPages : [])]).map(
      (page) => ({
        id: `page:${page.path}`,
        label: page.label,
        group: "Pages",
        icon: <page.icon />,
        run: () => go(page.path),
      }),
    ),
    {
      id: "action:connect",
      label: "Add a connection",
      group: "Actions",
      icon: <Plus />,
      keywords: ["connect", "server", "mcp"],
      run: () => go("/connections/new"),
    },
    {
      id: "action:workflow",
      label: "Create a workflow",
      group: "Actions",
      icon: <Workflow />,
      keywords: ["schedule", "webhook", "automate", "program"],
      run: () => go("/workflows?create=true"),
    },
    {
      id: "action:failed",
      label: "Show failed calls",
      group: "Actions",
      icon: <CircleAlert />,
      keywords: ["errors", "activity"],
      run: () => go("/activity?failed=true"),
    },
    {
      id: "action:key",
      label: "Create an API key",
      group: "Actions",
      icon: <KeyRound />,
      keywords: ["token", "client"],
      run: () => go("/settings/keys?create=true"),
    },
    {
      id: "action:invite",
      label: "Invite somebody",
      group: "Actions",
      icon: <UserPlus />,
      keywords: ["member", "people", "invitation"],
      run: () => go("/settings/members?invite=true"),
    },
    ...organizations,
    {
      id: "action:shortcuts",
      label: "Show keyboard shortcuts",
      group: "Actions",
      icon: <Keyboard />,
      keys: "?",
      run: openShortcutOverlay,
    },
    ...themeChoices.map((choice) => {
      const { label, icon: Icon } = themeLooks[choice];
      return {
        id: `theme:${choice}`,
        label: `Theme: ${label}`,
        group: "Theme",
        icon: <Icon />,
        keywords: ["theme", "appearance", choice],
        run: () => setThemeChoice(choice),
      };
    }),
    ...(connections.data ?? []).map((connection) => ({
      id: `connection:${connection.slug}`,
      label: connection.name,
      ...(connection.url && { detail: connection.url }),
      group: "Connections",
      icon: <Plug />,
      keywords: [connection.slug],
      run: () => go(`/connections/${connection.slug}`),
    })),
    ...workflows,
    ...(tools.data ?? []).map((tool) => ({
      id: `tool:${tool.name}`,
      label: tool.originalName,
      detail: tool.connectionName,
      group: "Tools",
      icon: <Wrench />,
      keywords: [tool.name, tool.title ?? "", tool.connectionName],
      run: () => go(`/tools?tool=${encodeURIComponent(tool.name)}`),
    })),
    ...(tools.data ?? [])
      .filter((tool) => tool.isAvailable)
      .map((tool) => ({
        id: `run:${tool.name}`,
        label: `Run ${tool.originalName}`,
        detail: tool.connectionName,
        group: "Run a tool",
        icon: <Play />,
        keywords: [tool.name, tool.title ?? ""],
        run: () => go(`/tools?tool=${encodeURIComponent(tool.name)}&tab=run`),
      })),
  ];

  return (
    <CommandPalette
      isOpen={isOpen}
      onClose={() => {
        setQuery("");
        onClose();
      }}
      commands={commands}
      query={query}
      onQueryChange={setQuery}
    />
  );
}
