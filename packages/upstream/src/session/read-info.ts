import { isJsonObject } from "@patchops/protocol";
import type { ServerDescription } from "./session.ts";

/** An `Implementation` object, which is the server's own word and may be anything. */
export function readInfo(value: unknown): ServerDescription["info"] {
  const info = isJsonObject(value) ? value : {};
  return {
    name: typeof info.name === "string" ? info.name : "",
    version: typeof info.version === "string" ? info.version : "",
    ...(typeof info.title === "string" ? { title: info.title } : {}),
  };
}
