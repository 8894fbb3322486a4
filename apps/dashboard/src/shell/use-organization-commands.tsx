import { useQuery } from "@tanstack/react-query";
import { Building2, Plus } from "lucide-react";
import { trpc } from "../api/client.ts";
import type { Command } from "../ui/command-palette.tsx";
import { useGo } from "./use-go.ts";
import { useSwitchOrganization } from "./use-switch-organization.ts";

/** Switching to each other organization, and making one. */
export function useOrganizationCommands(isOpen: boolean): Command[] {
  const go = useGo();
  const organizations = useQuery({ ...trpc.organization.list.queryOptions(), enabled: isOpen });
  const enter = useSwitchOrganization();
  return [
    ...(organizations.data ?? [])
      .filter(({ isCurrent }) => !isCurrent)
      .map(({ id, name }) => ({
        id: `organization:${id}`,
        label: `Switch to ${name}`,
        group: "Actions",
        icon: <Building2 />,
        keywords: ["organization", "switch"],
        run: () => enter(id),
      })),
    {
      id: "action:organization",
      label: "Create an organization",
      group: "Actions",
      icon: <Plus />,
      keywords: ["organization", "team"],
      run: () => go("/settings/organization?create=true"),
    },
  ];
}
