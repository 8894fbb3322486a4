import { isJsonObject, type JsonObject } from "@patchops/protocol";

/** What a client can show; one that says nothing more than that it elicits shows forms (2025-11-25 and 2026-07-28, elicitation). */
export function elicitationModes({ elicitation }: JsonObject): { form: boolean; url: boolean } {
  if (!isJsonObject(elicitation)) return { form: false, url: false };
  const url = "url" in elicitation;
  return { form: "form" in elicitation || !url, url };
}
