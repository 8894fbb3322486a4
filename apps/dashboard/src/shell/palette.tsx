import { useQuery } from "@tanstack/react-query";
import { Activity, Keyboard, KeyRound, Plug, Plus, Wrench } from "lucide-react";
import { useState } from "react";
import { trpc } from "../api/client.ts";
import { setThemeChoice, themeChoices } from "../theme/theme.ts";
import { type Command, CommandPalette } from "../ui/command-palette.tsx";
import { themeLooks } from "../ui/theme-toggle.tsx";
import { isId } from "../url-state/is-id.ts";
import { openShortcutOverlay } from "./shortcut-overlay.tsx";
import { useGo } from "./use-go.ts";
import { useNavGroups } from "./use-nav-groups.ts";

/** The palette with everything this organization has: pages, connections, tools, a call by its id, actions. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const go = useGo();
  const groups = useNavGroups();
  const connections = useQuery({ ...trpc.connection.list.queryOptions(), enabled: isOpen });
  const tools = useQuery({ ...trpc.tool.list.queryOptions({}), enabled: isOpen && query.length > 1 });
  const pages = groups.flatMap((group) => group.items);

  const commands: Command[] = [
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
    {
      id: "action:connect",
      label: "Add a connection",
      group: "Actions",
      icon: <Plus />,
      keywords: ["connect", "server", "mcp"],
      run: () => go("/connections/new"),
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
      group: "Connections",
      icon: <Plug />,
      keywords: [connection.slug],
      run: () => go(`/connections/${connection.slug}`),
    })),
    ...(tools.data ?? []).map((tool) => ({
      id: `tool:${tool.name}`,
      label: tool.name,
      group: "Tools",
      icon: <Wrench />,
      keywords: [tool.originalName, tool.title ?? ""],
      run: () => go(`/tools?tool=${encodeURIComponent(tool.name)}`),
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
