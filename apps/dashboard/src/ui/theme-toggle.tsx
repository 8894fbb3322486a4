import { Monitor, Moon, Sun } from "lucide-react";
import { useId } from "react";
import { setThemeChoice, type ThemeChoice, themeChoices, useThemeChoice } from "../theme/theme.ts";
import { cn } from "./cn.ts";

export const themeLooks: Record<ThemeChoice, { label: string; icon: typeof Sun }> = {
  system: { label: "System", icon: Monitor },
  light: { label: "Light", icon: Sun },
  dark: { label: "Dark", icon: Moon },
};

export function ThemeToggle({ className }: { className?: string }) {
  const current = useThemeChoice();
  const name = useId();
  return (
    <fieldset className={cn("inline-flex rounded-md border border-hairline p-0.5", className)}>
      <legend className="sr-only">Theme</legend>
      {themeChoices.map((choice) => {
        const { label, icon: Icon } = themeLooks[choice];
        return (
          <label
            key={choice}
            title={label}
            className="flex size-6 items-center justify-center rounded-sm text-muted hover:text-text has-checked:bg-hover has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-focus forced-colors:has-checked:outline-1"
          >
            <input
              type="radio"
              name={name}
              value={choice}
              checked={current === choice}
              onChange={() => setThemeChoice(choice)}
              className="sr-only"
            />
            <Icon aria-hidden className="size-3.5" />
            <span className="sr-only">{label}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
