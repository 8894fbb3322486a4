import type { Deletion } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { downloadText } from "../../ui/download-text.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { AuthFrame } from "../auth/auth-frame.tsx";
import { linkToken } from "../auth/link-token.ts";
import { DeletionReportView } from "./deletion-report-view.tsx";

/** Names are gone by then: of several organizations it says which of them it is. */
function titleOf({ subject, parts }: Deletion, place: number): string {
  if (place === 0) return subject === "account" ? "The account" : "The organization";
  return parts.length === 1 ? "The organization" : `Organization ${place} of ${parts.length}`;
}

const dayOf = (at: string) => at.slice(0, 10);

/** Where the mailed link of a deletion leads: until it is carried out it can be taken back, then its proof stands here. */
export function DeletionPage() {
  const client = useQueryClient();
  const token = linkToken(useLocation().hash);
  const query = useQuery(trpc.deletion.get.queryOptions({ token }, { retry: false }));
  const cancel = useMutation(
    trpc.deletion.cancel.mutationOptions({
      onSuccess: (next) => client.setQueryData(trpc.deletion.get.queryKey({ token }), next),
    }),
  );
  const signIn = (
    <a href="/login" className="text-link underline underline-offset-2">
      Sign in
    </a>
  );
  if (query.error) {
    const { message, next } = toErrorBody(query.error);
    return (
      <AuthFrame title="Nothing is shown here" footer={signIn}>
        <ErrorPanel title="Not found" cause={message} next={next} />
      </AuthFrame>
    );
  }
  const deletion = query.data;
  if (deletion === undefined) {
    return (
      <AuthFrame title="Deletion">
        <p role="status" className="text-sm text-muted">
          Loading…
        </p>
      </AuthFrame>
    );
  }
  const what = deletion.name ?? (deletion.subject === "account" ? "The account" : "The organization");
  const failure = cancel.error && toErrorBody(cancel.error);
  switch (deletion.state) {
    case "waiting":
      return (
        <AuthFrame title={`${what} is to be deleted`} footer={signIn}>
          <div className="flex flex-col gap-4 text-sm">
            <p>
              Nothing of it works any more, and nothing is deleted yet. On {dayOf(deletion.dueAt)} it is
              deleted for good.
            </p>
            {deletion.problem && <p>{deletion.problem}</p>}
            {failure && <ErrorPanel title="Not taken back" cause={failure.message} next={failure.next} />}
            <Button
              variant="primary"
              size="large"
              isBusy={cancel.isPending}
              onClick={() => cancel.mutate({ token })}
            >
              Keep it
            </Button>
          </div>
        </AuthFrame>
      );
    case "cancelled":
      return (
        <AuthFrame title="It stays" footer={signIn}>
          <p role="status" className="text-sm">
            The deletion was taken back: keys and connected apps work again. You have to sign in anew.
          </p>
        </AuthFrame>
      );
    case "running":
      return (
        <AuthFrame title="It is being deleted" footer={signIn}>
          <p role="status" className="text-sm">
            {deletion.problem ?? "This can take some minutes."} A mail says when it is done.
          </p>
        </AuthFrame>
      );
    case "done":
      return (
        <AuthFrame title="It is deleted" description={`Since ${dayOf(deletion.endedAt ?? deletion.dueAt)}.`}>
          <div className="flex flex-col gap-6">
            {[deletion, ...deletion.parts].map(({ subjectId, report }, place) => (
              <DeletionReportView key={subjectId} title={titleOf(deletion, place)} report={report} />
            ))}
            <Button
              onClick={() => downloadText(JSON.stringify(deletion, null, 2), `deletion-${deletion.id}.json`)}
            >
              Download as JSON
            </Button>
          </div>
        </AuthFrame>
      );
  }
}
