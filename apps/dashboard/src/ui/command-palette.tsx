import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { Command as Cmdk } from "cmdk";
import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { scrimClassName } from "./dialog.tsx";
import { Kbd } from "./kbd.tsx";

export interface Command {
  id: string;
  label: string;
  group: string;
  /** Beside the label, in a smaller voice: where it belongs. */
  detail?: string;
  icon?: ReactNode;
  /** Further words that find it. */
  keywords?: readonly string[];
  /** The shortcut that does the same. */
  keys?: string;
  run: () => void;
}

export interface CommandPaletteProps {
  isOpen: boolean;
  onClose: () => void;
  commands: readonly Command[];
  query: string;
  onQueryChange: (query: string) => void;
}

/** Every word must stand somewhere; a name that begins with it comes first. Letters picked from anywhere find too much. */
function rank(_id: string, search: string, keywords: readonly string[] = []): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const [label = "", ...others] = keywords.map((text) => text.toLowerCase());
  const all = [label, ...others].join(" ");
  if (!words.every((word) => all.includes(word))) return 0;
  const [first = ""] = words;
  if (label.startsWith(first)) return 1;
  if (label.split(/[\s_.:-]/).some((part) => part.startsWith(first))) return 0.8;
  return label.includes(first) ? 0.6 : 0.4;
}

/** Finds a page, a thing or an action by a few letters and runs it. */
export function CommandPalette({ isOpen, onClose, commands, query, onQueryChange }: CommandPaletteProps) {
  const groups = Map.groupBy(commands, (command) => command.group);
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={scrimClassName} />
        <BaseDialog.Popup
          data-modal
          aria-label="Search and run"
          className={cn(
            "fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-150 -translate-x-1/2 overflow-hidden rounded-lg",
            "bg-raised shadow-overlay outline-hidden transition-opacity duration-120 forced-colors:border",
            "data-starting-style:opacity-0 data-ending-style:opacity-0",
          )}
        >
          <Cmdk label="Search and run" loop filter={rank}>
            <div className="flex items-center gap-2 border-b border-hairline px-3">
              <Search aria-hidden className="size-4 text-muted" />
              <Cmdk.Input
                value={query}
                onValueChange={onQueryChange}
                placeholder="Find a page, a connection, a tool, a call id, or an action…"
                className="h-12 grow bg-transparent text-base outline-hidden"
              />
              <Kbd keys="escape" />
            </div>
            <Cmdk.List className="max-h-[min(24rem,60vh)] scroll-py-2 overflow-y-auto p-2">
              <Cmdk.Empty className="px-2 py-6 text-center text-sm text-muted">
                Nothing is called “{query}”.
              </Cmdk.Empty>
              {[...groups].map(([group, entries]) => (
                <Cmdk.Group
                  key={group}
                  heading={group}
                  className="not-first:mt-1 **:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:py-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-muted"
                >
                  {entries.map((command) => (
                    <Cmdk.Item
                      key={command.id}
                      value={command.id}
                      keywords={[command.label, ...(command.keywords ?? [])]}
                      onSelect={() => {
                        onClose();
                        command.run();
                      }}
                      className={cn(
                        "flex min-h-9 items-center gap-2.5 rounded-md px-2 text-sm data-[selected=true]:bg-hover [&_svg]:size-4",
                        "[&_svg]:shrink-0 [&_svg]:text-muted forced-colors:data-[selected=true]:bg-[Highlight]",
                      )}
                    >
                      {command.icon}
                      <span className={cn("min-w-0 truncate", command.detail === undefined && "grow")}>
                        {command.label}
                      </span>
                      {command.detail !== undefined && (
                        <span className="min-w-0 grow truncate text-xs text-muted">{command.detail}</span>
                      )}
                      {command.keys && <Kbd keys={command.keys} />}
                    </Cmdk.Item>
                  ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
