import { useShortcut } from "../shortcuts/use-shortcut.ts";
import type { NavItem } from "./nav-items.ts";
import { useGo } from "./use-go.ts";
import { useNavGroups } from "./use-nav-groups.ts";

function NavShortcut({ item, keys }: { item: NavItem; keys: string }) {
  const go = useGo();
  useShortcut({ keys, label: item.label, group: "Go to", run: () => go(item.path) });
  return null;
}

/** G, then a letter, for each page that exists. */
export function NavShortcuts() {
  return useNavGroups()
    .flatMap((group) => group.items)
    .map((item) => item.keys && <NavShortcut key={item.path} item={item} keys={item.keys} />);
}
