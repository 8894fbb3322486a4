import type { ErrorPlace } from "@patchops/contract";
import type { Context } from "@patchops/services";

/** Where an error of this request is told. */
export function placeOf({ requestId, services }: Context): ErrorPlace {
  return { requestId, publicUrl: services.settings.publicUrl };
}
