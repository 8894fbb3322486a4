import { useSyncExternalStore } from "react";
import { usePreference } from "../../api/use-preference.ts";
import { shortcutRegistry } from "../../shortcuts/shortcut-registry.ts";
import { setThemeChoice, themeChoices, useThemeChoice } from "../../theme/theme.ts";
import { cn } from "../../ui/cn.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Switch } from "../../ui/switch.tsx";
import { themeLooks } from "../../ui/theme-toggle.tsx";

export function AppearancePage() {
  const current = useThemeChoice();
  const areSingleKeysOn = useSyncExternalStore(shortcutRegistry.subscribe, shortcutRegistry.areSingleKeysOn);
  const [isCompact, setCompact] = usePreference("compactRows");
  return (
    <>
      <PageHeader
        title="Appearance"
        description="Theme and keys are kept in this browser, row height with your account."
      />
      <div className="flex flex-col gap-6">
        <fieldset>
          <legend className="pb-2 text-sm font-medium">Theme</legend>
          <div className="grid max-w-120 grid-cols-3 gap-3">
            {themeChoices.map((choice) => {
              const { label, icon: Icon } = themeLooks[choice];
              return (
                <label
                  key={choice}
                  className={cn(
                    "flex flex-col items-center gap-2 rounded-lg border border-control/60 px-2 py-4 text-sm transition-colors duration-120 hover:border-control",
                    "has-checked:border-accent has-checked:bg-accent-tint has-checked:font-medium",
                    "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus forced-colors:has-checked:outline-2",
                  )}
                >
                  <input
                    type="radio"
                    name="theme-choice"
                    value={choice}
                    checked={current === choice}
                    onChange={() => setThemeChoice(choice)}
                    className="sr-only"
                  />
                  <Icon aria-hidden className="size-5" />
                  {label}
                </label>
              );
            })}
          </div>
        </fieldset>
        <Switch
          isOn={isCompact}
          onChange={setCompact}
          hint="Tables show more rows: 28 px each instead of 36."
        >
          Compact rows
        </Switch>
        <Switch
          isOn={areSingleKeysOn}
          onChange={shortcutRegistry.setSingleKeys}
          hint="Off: only keys with a modifier, and Esc, do something. Press ? to see all keys."
        >
          Single-key shortcuts
        </Switch>
      </div>
    </>
  );
}
