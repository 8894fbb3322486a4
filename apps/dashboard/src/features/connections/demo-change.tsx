import { useMutation } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { useKeepConnection } from "./use-keep-connection.ts";

/** The demo's own switch, to see what a review is like. */
export function DemoChange({ slug, reason }: { slug: string; reason: string | undefined }) {
  const change = useMutation(
    trpc.connection.changeDemo.mutationOptions({ onSuccess: useKeepConnection(slug) }),
  );
  const set = (isChanged: boolean) => change.mutate({ connection: slug, isChanged });
  return (
    <section aria-label="Change a definition" className="flex flex-col items-start gap-2">
      <p className="text-sm text-pretty text-muted">
        The demo can say other things of get_order, as a server might one day: the change is held for a
        review.
      </p>
      <div className="flex flex-wrap gap-2">
        <GuardedButton reason={reason} isBusy={change.isPending} onClick={() => set(true)}>
          Change a definition
        </GuardedButton>
        <GuardedButton reason={reason} isBusy={change.isPending} onClick={() => set(false)}>
          Change it back
        </GuardedButton>
      </div>
      {change.error && (
        <p role="alert" className="text-sm text-error">
          {toErrorBody(change.error).message}
        </p>
      )}
    </section>
  );
}
