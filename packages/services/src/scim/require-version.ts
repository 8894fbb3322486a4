import { AppError } from "@patchops/contract";

/** What a client says of the version that it knows (RFC 7644, section 3.14). */
export function etagOf(version: number): string {
  return `W/"${version}"`;
}

/** Whether one of the tags of `If-Match` or `If-None-Match` is this version's. */
export function namesVersion(tags: string, version: number): boolean {
  const known = etagOf(version);
  return tags
    .split(",")
    .map((tag) => tag.trim())
    .some((tag) => tag === "*" || tag === known || `W/${tag}` === known);
}

/** Refuses a change of a version that is not the newest. Throws `conflict` with the reason `version`. */
export function requireVersion(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || namesVersion(ifMatch, version)) return;
  throw new AppError("conflict", "It was changed meanwhile: read it again.", {
    details: { reason: "version" },
  });
}
