import type { AppRouter } from "@patchops/api";
import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { stepUp } from "./step-up.ts";
import { toErrorBody } from "./to-error-body.ts";

/** Sends a mutation again that was refused until its reader proves who they are, once they have. */
export const stepUpLink: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    observable((observer) => {
      let sent = next(op).subscribe({
        ...observer,
        error(error) {
          if (op.type !== "mutation" || toErrorBody(error).code !== "step_up_required") {
            observer.error(error);
            return;
          }
          void stepUp.ask().then((isProved) => {
            if (isProved) sent = next(op).subscribe(observer);
            else observer.error(error);
          });
        },
      });
      return () => sent.unsubscribe();
    });
