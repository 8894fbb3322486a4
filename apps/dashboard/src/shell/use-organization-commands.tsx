import { useMutation, useQuery } from "@tanstack/react-query";
import { Building2, Plus } from "lucide-react";
import { trpc } from "../api/client.ts";
import { enterOrganization } from "../api/enter-organization.ts";
import { toErrorBody } from "../api/to-error-body.ts";
import type { Command } from "../ui/command-palette.tsx";
import { toast } from "../ui/toast.ts";
import { useGo } from "./use-go.ts";

/** Switching to each other organization, and making one. */
export function useOrganizationCommands(isOpen: boolean): Command[] {
  const go = useGo();
  const organizations = useQuery({ ...trpc.organization.list.queryOptions(), enabled: isOpen });
  const enter = useMutation(
    trpc.organization.switch.mutationOptions({
      onSuccess: enterOrganization,
      onError: (error) => toast({ title: "Not switched", detail: toErrorBody(error).message }),
    }),
  );
  return [
    ...(organizations.data ?? [])
      .filter(({ isCurrent }) => !isCurrent)
      .map(({ id, name }) => ({
        id: `organization:${id}`,
        label: `Switch to ${name}`,
        group: "Actions",
        icon: <Building2 />,
        keywords: ["organization", "switch"],
        run: () => enter.mutate({ organizationId: id }),
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
