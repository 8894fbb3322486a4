import { AppError } from "@patchops/contract";

/** Why the work of this node is broken off when its process ends: nobody asked for that, so it ends as `interrupted`. */
export class ServerStopping extends AppError {
  constructor() {
    super("unavailable", "PatchOps was stopped while this ran.", { retryable: true });
  }
}
