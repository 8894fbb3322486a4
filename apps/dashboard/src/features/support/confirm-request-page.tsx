import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Time } from "../../ui/time.tsx";
import { AuthFrame } from "../auth/auth-frame.tsx";
import { linkToken } from "../auth/link-token.ts";

/** Where support asks by mail whether it was the account's own person who wrote: shows what was written, and confirms it on a click. */
export function ConfirmRequestPage() {
  const token = linkToken(useLocation().hash);
  const query = useQuery(trpc.support.proof.queryOptions({ token }, { retry: false }));
  const prove = useMutation(trpc.support.prove.mutationOptions({ onError: () => void query.refetch() }));
  if (prove.isSuccess && prove.variables.token === token) {
    return (
      <AuthFrame title="Thank you">
        <p role="status" className="text-sm">
          Support knows now that it was you. What is begun with your data is told to you by mail, and a
          deletion can be taken back for some days.
        </p>
      </AuthFrame>
    );
  }
  if (query.error) {
    const { message, next } = toErrorBody(query.error);
    return (
      <AuthFrame title="Nothing is shown here">
        <ErrorPanel title="Not found" cause={message} next={next} />
      </AuthFrame>
    );
  }
  const request = query.data;
  if (request === undefined) {
    return (
      <AuthFrame title="Was it you?">
        <p role="status" className="text-sm text-muted">
          Loading…
        </p>
      </AuthFrame>
    );
  }
  const failure = prove.error && toErrorBody(prove.error);
  return (
    <AuthFrame title="Was it you?" description="Somebody wrote this to support under your address.">
      <div className="flex flex-col gap-4 text-sm">
        <section aria-label="What was written" className="flex flex-col gap-2">
          <h2 className="font-medium wrap-anywhere">{request.subject}</h2>
          <p className="text-xs text-muted">
            <Time at={request.createdAt} />
          </p>
          {request.texts.map((text, place) => (
            <p
              // The texts of a request only grow, at their end.
              key={`${place}`}
              className="max-h-60 overflow-y-auto rounded-lg border border-hairline px-3 py-2 whitespace-pre-wrap wrap-anywhere"
            >
              {text}
            </p>
          ))}
        </section>
        {failure && <ErrorPanel title="Not confirmed" cause={failure.message} next={failure.next} />}
        <Button
          variant="primary"
          size="large"
          isBusy={prove.isPending}
          onClick={() => prove.mutate({ token, seen: request.texts.length })}
        >
          Yes, I wrote it
        </Button>
        <p className="text-muted">Was it not you? Then close this page: nothing is done with your data.</p>
      </div>
    </AuthFrame>
  );
}
