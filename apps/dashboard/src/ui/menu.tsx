import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { Fragment, type ReactElement, type ReactNode } from "react";
import { cn } from "./cn.ts";
import { Kbd } from "./kbd.tsx";
import { popupClassName, popupItemClassName } from "./popup-class-name.ts";

interface MenuItem {
  id: string;
  label: ReactNode;
  icon?: ReactNode;
  keys?: string;
  isDanger?: boolean;
  isDisabled?: boolean;
  /** Makes it a choice that is ticked or not. */
  isChecked?: boolean;
  /** A link of the router or an `<a>`; else `onSelect` runs. */
  link?: ReactElement;
  onSelect?: () => void;
}

export interface MenuProps {
  trigger: ReactElement;
  /** Groups are divided by a hairline. */
  groups: readonly { label?: string; items: readonly MenuItem[] }[];
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "right" | "left";
  /** Above the first group, for instance who is signed in. */
  header?: ReactNode;
}

function Line({ item }: { item: MenuItem }) {
  const className = cn(popupItemClassName, item.isDanger && "text-error");
  const content = (
    <>
      {item.icon && <span className={cn("text-muted", item.isDanger && "text-error")}>{item.icon}</span>}
      <span className="grow truncate">{item.label}</span>
      {item.keys && <Kbd keys={item.keys} className="pl-4" />}
    </>
  );
  if (item.isChecked !== undefined) {
    return (
      <BaseMenu.CheckboxItem
        checked={item.isChecked}
        onCheckedChange={() => item.onSelect?.()}
        disabled={item.isDisabled ?? false}
        className={className}
      >
        {content}
        <span className="w-4">
          <BaseMenu.CheckboxItemIndicator>
            <Check />
          </BaseMenu.CheckboxItemIndicator>
        </span>
      </BaseMenu.CheckboxItem>
    );
  }
  return (
    <BaseMenu.Item
      disabled={item.isDisabled ?? false}
      onClick={() => item.onSelect?.()}
      className={className}
      {...(item.link ? { render: item.link } : {})}
    >
      {content}
    </BaseMenu.Item>
  );
}

export function Menu({ trigger, groups, align = "start", side = "bottom", header }: MenuProps) {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align={align} side={side} collisionPadding={8} className="z-50">
          <BaseMenu.Popup
            className={cn(popupClassName, "max-h-(--available-height) min-w-44 overflow-y-auto p-1")}
          >
            {header && <div className="border-b border-hairline px-2 pt-1 pb-2 mb-1">{header}</div>}
            {groups.map((group, index) => (
              <Fragment key={index}>
                {index > 0 && (
                  <BaseMenu.Separator className="-mx-1 my-1 h-px bg-hairline forced-colors:border-t" />
                )}
                <BaseMenu.Group>
                  {group.label && (
                    <BaseMenu.GroupLabel className="px-2 py-1 text-xs text-muted">
                      {group.label}
                    </BaseMenu.GroupLabel>
                  )}
                  {group.items.map((item) => (
                    <Line key={item.id} item={item} />
                  ))}
                </BaseMenu.Group>
              </Fragment>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
