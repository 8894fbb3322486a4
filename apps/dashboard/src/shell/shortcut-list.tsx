import { useSyncExternalStore } from "react";
import { type Shortcut, shortcutRegistry } from "../shortcuts/shortcut-registry.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Switch } from "../ui/switch.tsx";

/** What works anywhere stands in its own group; pages name theirs or stay under `This page`. */
function byGroup(shortcuts: readonly Shortcut[]): [string, Shortcut[]][] {
  const unique = [...new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut])).values()];
  return [...Map.groupBy(unique, (shortcut) => shortcut.group ?? "This page")];
}

/** Every key that does something now. */
export function ShortcutList({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const shortcuts = useSyncExternalStore(shortcutRegistry.subscribe, shortcutRegistry.list);
  const areSingleKeysOn = useSyncExternalStore(shortcutRegistry.subscribe, shortcutRegistry.areSingleKeysOn);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Keyboard shortcuts"
      width="medium"
      footer={
        <Switch
          isOn={areSingleKeysOn}
          onChange={shortcutRegistry.setSingleKeys}
          hint="Off: only keys with a modifier, and Esc, do something."
          className="mr-auto"
        >
          Single keys
        </Switch>
      }
    >
      <div className="columns-1 gap-8 sm:columns-2">
        {byGroup(shortcuts).map(([group, entries]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="pb-1 text-xs text-muted">{group}</h3>
            <dl>
              {entries.map((shortcut) => (
                <div
                  key={shortcut.keys}
                  className="flex min-h-8 items-center justify-between gap-4 border-b border-hairline"
                >
                  <dt className="text-sm">{shortcut.label}</dt>
                  <dd>
                    <Kbd keys={shortcut.keys} className="max-sm:inline-flex pointer-coarse:inline-flex" />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
