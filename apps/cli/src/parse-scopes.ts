import { scopes as allScopes, type Scope } from "@patchops/contract";
import { usageError } from "./usage-error.ts";

/** A comma list of scopes. */
export function parseScopes(text: string | undefined): Scope[] | undefined {
  return text
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const scope = allScopes.find((candidate) => candidate === part);
      if (scope === undefined) {
        throw usageError(`There is no scope ${JSON.stringify(part)}.`, `Scopes: ${allScopes.join(", ")}`);
      }
      return scope;
    });
}
