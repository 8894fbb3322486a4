import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

interface TabItem<Id extends string> {
  id: Id;
  label: ReactNode;
  /** A number or mark after the label. */
  badge?: ReactNode;
  content: ReactNode;
}

export interface TabsProps<Id extends string> {
  items: readonly TabItem<Id>[];
  value: Id;
  onChange: (id: Id) => void;
  label: string;
  className?: string;
  panelClassName?: string;
}

export function Tabs<Id extends string>({
  items,
  value,
  onChange,
  label,
  className,
  panelClassName,
}: TabsProps<Id>) {
  return (
    <BaseTabs.Root
      value={value}
      onValueChange={(next: Id) => onChange(next)}
      className={cn("min-w-0", className)}
    >
      <BaseTabs.List
        aria-label={label}
        className="relative flex gap-4 overflow-x-auto border-b border-hairline [scrollbar-width:none]"
      >
        {items.map((item) => (
          <BaseTabs.Tab
            key={item.id}
            value={item.id}
            className={cn(
              "flex h-9 shrink-0 items-center gap-1.5 text-sm font-medium whitespace-nowrap text-muted select-none",
              "hover:text-text focus-visible:-outline-offset-2 data-active:text-text data-disabled:opacity-50",
              "forced-colors:data-active:underline",
            )}
          >
            {item.label}
            {item.badge !== undefined && (
              <span className="numbers text-xs font-normal text-muted">{item.badge}</span>
            )}
          </BaseTabs.Tab>
        ))}
        <BaseTabs.Indicator
          className={cn(
            "absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-accent",
            "transition-[translate,width] duration-120",
          )}
        />
      </BaseTabs.List>
      {items.map((item) => (
        <BaseTabs.Panel key={item.id} value={item.id} className={cn("pt-4", panelClassName)}>
          {item.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
