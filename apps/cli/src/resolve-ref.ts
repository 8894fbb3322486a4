import { PatchOpsError } from "@patchops/sdk";
import { usageError } from "./usage-error.ts";

/** The item that is meant by an id, a name, or the beginning of either when only one begins so. */
export function resolveRef<Item>(
  items: readonly Item[],
  ref: string,
  { kind, namesOf, next }: { kind: string; namesOf: (item: Item) => readonly string[]; next: string },
): Item {
  const named = items.filter((item) => namesOf(item).includes(ref));
  const found =
    named.length > 0 ? named : items.filter((item) => namesOf(item).some((name) => name.startsWith(ref)));
  const [only, ...others] = found;
  if (only === undefined) {
    throw new PatchOpsError("not_found", `There is no ${kind} ${JSON.stringify(ref)}.`, {
      sent: false,
      next,
    });
  }
  if (others.length === 0) return only;
  const names = found.slice(0, 5).map((item) => namesOf(item)[0]);
  throw usageError(
    `${JSON.stringify(ref)} may be more than one ${kind}: ${names.join(", ")}.`,
    "Write its whole id.",
  );
}
