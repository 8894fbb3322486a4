import { AppError } from "@patchops/contract";

/** Why a workflow's run is broken off when whoever it runs for may not act any more: nobody cancelled it, and it is to be seen. */
export class StarterBarred extends AppError {
  constructor() {
    super(
      "forbidden",
      "Whoever the workflow runs for may not act here any more, or the organization is frozen.",
      {
        next: "Publish one of its versions: it then runs for whoever publishes it, or for a service account. Then run this once more.",
      },
    );
  }
}
