import { accessOf, reachesRole, type Verb, whoMay } from "@patchops/contract";
import { useSession } from "./session.ts";

/** Why the person may not use a verb, by the table of verbs; undefined = they may. */
export function useRefusal(verb: Verb, words = "do this"): string | undefined {
  const { role } = useSession();
  const { role: least } = accessOf(verb);
  if (reachesRole(role, least)) return undefined;
  const who = whoMay(least);
  return `${who.charAt(0).toUpperCase()}${who.slice(1)} of the organization may ${words}.`;
}
