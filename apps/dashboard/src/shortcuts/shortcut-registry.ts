import { matchesStroke, parseStroke } from "./parse-stroke.ts";

export interface Shortcut {
  /** Strokes divided by blanks: `mod+k`, `g c`, `?`, `escape`. */
  keys: string;
  /** What the overlay says it does. */
  label: string;
  group?: string;
  run: () => void;
}

const sequenceMs = 1_000;
const settingKey = "patchops.singleKeys";

/** The newest entry wins, so that a panel's Escape closes the panel and not the page behind it. */
let registered: readonly Shortcut[] = [];
const listeners = new Set<() => void>();
let pending: { stroke: string; atMs: number } | undefined;
let areSingleKeysOn = readSetting();

function readSetting(): boolean {
  try {
    return localStorage.getItem(settingKey) !== "off";
  } catch {
    return true;
  }
}

function notify(): void {
  for (const listener of listeners) listener();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [role=textbox]") !== null)
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const hasModifier = event.metaKey || event.ctrlKey;
  // What floats above the page owns the keyboard while it is open, and closes itself on Escape.
  if (document.querySelector("[data-modal], [data-open]:is([role=menu], [role=listbox], [role=dialog])"))
    return;
  if (!hasModifier && (isTyping(event.target) || (!areSingleKeysOn && event.key !== "Escape"))) return;
  const before =
    pending !== undefined && event.timeStamp - pending.atMs < sequenceMs ? pending.stroke : undefined;
  pending = undefined;
  for (const shortcut of registered.toReversed()) {
    const strokes = shortcut.keys.split(" ");
    const last = strokes.at(-1) ?? "";
    const isWhole =
      matchesStroke(parseStroke(last), event) &&
      (strokes.length === 1 ? before === undefined : strokes[0] === before);
    if (isWhole) {
      event.preventDefault();
      shortcut.run();
      return;
    }
  }
  const start = registered
    .map((shortcut) => shortcut.keys.split(" "))
    .find((strokes) => strokes.length > 1 && matchesStroke(parseStroke(strokes[0] ?? ""), event));
  if (start?.[0]) pending = { stroke: start[0], atMs: event.timeStamp };
}

export const shortcutRegistry = {
  add(shortcut: Shortcut): () => void {
    if (registered.length === 0) window.addEventListener("keydown", onKeyDown);
    registered = [...registered, shortcut];
    notify();
    return () => {
      registered = registered.filter((entry) => entry !== shortcut);
      if (registered.length === 0) window.removeEventListener("keydown", onKeyDown);
      notify();
    };
  },
  list: (): readonly Shortcut[] => registered,
  areSingleKeysOn: (): boolean => areSingleKeysOn,
  /** Keys without a modifier can be turned off: speech input and unsteady hands press them by mistake. */
  setSingleKeys(areOn: boolean): void {
    areSingleKeysOn = areOn;
    try {
      localStorage.setItem(settingKey, areOn ? "on" : "off");
    } catch {
      // Without storage the setting lasts as long as the page.
    }
    notify();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
