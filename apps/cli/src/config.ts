import { homedir } from "node:os";
import { resolve } from "node:path";
import process from "node:process";

/** Everything that the environment decides, read once. */
export interface Config {
  /** `PATCHOPS_URL`; null = the server of the data directory, else `defaultUrl`. */
  url: string | null;
  /** Where the server listens unless it was told otherwise. */
  defaultUrl: string;
  apiKey: string | null;
  /** Absolute. */
  dataDir: string;
  home: string;
  platform: NodeJS.Platform;
  /** `%APPDATA%` on Windows, `$XDG_CONFIG_HOME` elsewhere; null when unset. */
  configHome: string | null;
  /** `NO_COLOR` (https://no-color.org) and dumb terminals. */
  isColorRefused: boolean;
}

/** Reads the settings. An empty one is an unset one. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const text = (name: string): string | null => environment[name] || null;
  return {
    url: text("PATCHOPS_URL"),
    defaultUrl: "http://127.0.0.1:3000",
    apiKey: text("PATCHOPS_API_KEY"),
    dataDir: resolve(text("PATCHOPS_DATA_DIR") ?? ".patchops"),
    home: text("HOME") ?? homedir(),
    platform: process.platform,
    configHome: process.platform === "win32" ? text("APPDATA") : text("XDG_CONFIG_HOME"),
    isColorRefused: text("NO_COLOR") !== null || text("TERM") === "dumb",
  };
}
