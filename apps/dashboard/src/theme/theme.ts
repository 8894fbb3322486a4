import { useSyncExternalStore } from "react";

export const themeChoices = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const storageKey = "patchops.theme";
const listeners = new Set<() => void>();

function isThemeChoice(value: string | null): value is ThemeChoice {
  return themeChoices.some((choice) => choice === value);
}

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storageKey);
    return isThemeChoice(stored) ? stored : "system";
  } catch {
    return "system";
  }
}

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
let choice: ThemeChoice = readChoice();

function apply(): void {
  const isDark = choice === "dark" || (choice === "system" && prefersDark.matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  for (const listener of listeners) listener();
}

prefersDark.addEventListener("change", apply);
window.addEventListener("storage", (event) => {
  if (event.key !== storageKey) return;
  choice = readChoice();
  apply();
});

/** Sets the theme here and in every other open tab, and keeps it. */
export function setThemeChoice(next: ThemeChoice): void {
  choice = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => choice);
}
