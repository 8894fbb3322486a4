import { useQuery } from "@tanstack/react-query";
import { Building2, ChevronsUpDown, Plus, Users } from "lucide-react";
import { trpc } from "../api/client.ts";
import { useSession } from "../api/session.ts";
import { Menu } from "../ui/menu.tsx";
import { useGo } from "./use-go.ts";
import { useSwitchOrganization } from "./use-switch-organization.ts";

/** Which organization the pages show; leads to the others, to its people, and to a new one. */
export function OrganizationMenu({ onFollow }: { onFollow: () => void }) {
  const { organization } = useSession();
  const go = useGo();
  const organizations = useQuery(trpc.organization.list.queryOptions(undefined, { staleTime: 60_000 }));
  const enter = useSwitchOrganization();
  const follow = (path: string) => () => {
    go(path);
    onFollow();
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          title={organization.name}
          className="-ml-1 flex h-8 min-w-0 grow items-center gap-1 rounded-md px-1 text-left hover:bg-hover data-popup-open:bg-hover"
        >
          <span className="sr-only">Organization: </span>
          <span className="grow truncate text-sm font-semibold">{organization.name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
        </button>
      }
      groups={[
        {
          label: "Organizations",
          items: (organizations.data ?? []).map(({ id, name, role, isCurrent }) => ({
            id,
            label: `${name} · ${role}`,
            icon: <Building2 />,
            isChecked: isCurrent,
            onSelect: () => {
              if (!isCurrent) enter(id);
            },
          })),
        },
        {
          items: [
            { id: "members", label: "Members", icon: <Users />, onSelect: follow("/settings/members") },
            {
              id: "create",
              label: "Create an organization",
              icon: <Plus />,
              onSelect: follow("/settings/organization?create=true"),
            },
          ],
        },
      ]}
    />
  );
}
