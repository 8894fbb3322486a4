import { isPlanId, plans } from "@patchops/contract";

/** As people read it. */
export function planName(id: string): string {
  return isPlanId(id) ? plans[id].name : id;
}
