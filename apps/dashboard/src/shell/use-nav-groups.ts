import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useSession } from "../api/session.ts";
import { type NavGroup, navGroups } from "./nav-items.ts";

/** The groups of the sidebar with the pages that exist and that this person may open. */
export function useNavGroups(): NavGroup[] {
  const router = useRouter();
  const { user } = useSession();
  return useMemo(() => {
    const paths = Object.keys(router.routesByPath);
    return navGroups
      .map((group) => ({
        ...group,
        items: group.items.filter(
          (item) =>
            (paths.includes(item.path) || paths.includes(`${item.path}/`)) &&
            (!item.isAdminOnly || user.isInstanceAdmin),
        ),
      }))
      .filter((group) => group.items.length > 0);
  }, [router, user.isInstanceAdmin]);
}
