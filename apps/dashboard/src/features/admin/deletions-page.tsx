import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { SubjectDialog } from "./subject-dialog.tsx";

/** Deletions of the instance, and what may not be deleted for now. */
export function DeletionsPage() {
  const client = useQueryClient();
  const deletions = useQuery(trpc.admin.deletions.queryOptions());
  const holds = useQuery(trpc.admin.holds.queryOptions());
  const [asking, setAsking] = useState<"remove" | "hold">();
  const refresh = () => {
    setAsking(undefined);
    void client.invalidateQueries({ queryKey: trpc.admin.deletions.queryKey() });
    void client.invalidateQueries({ queryKey: trpc.admin.holds.queryKey() });
  };
  const remove = useMutation(
    trpc.admin.remove.mutationOptions({
      onSuccess: ({ dueAt }) => {
        toast({ title: `It is deleted on ${dueAt.slice(0, 10)}`, detail: "Who owns it was mailed." });
        refresh();
      },
    }),
  );
  const hold = useMutation(trpc.admin.hold.mutationOptions({ onSuccess: refresh }));
  const release = useMutation(trpc.admin.releaseHold.mutationOptions({ onSuccess: refresh }));
  return (
    <>
      <PageHeader
        title="Deletions"
        description="Accounts and organizations that go, and those that may not for now."
        actions={
          <>
            <Button onClick={() => setAsking("hold")}>Legal hold</Button>
            <Button onClick={() => setAsking("remove")}>Delete for somebody</Button>
          </>
        }
      />
      <div className="flex max-w-200 flex-col gap-8">
        <section aria-labelledby="holds-title" className="flex flex-col gap-2">
          <h2 id="holds-title" className="text-md font-semibold">
            Legal holds
          </h2>
          <Loadable
            query={holds}
            what="the legal holds"
            skeleton={<SkeletonRows rows={1} rowClassName="h-12" />}
          >
            {(rows) =>
              rows.length === 0 ? (
                <p className="text-sm text-muted">Nothing is held: retention and deletions go their way.</p>
              ) : (
                <ul
                  aria-label="Legal holds"
                  className="divide-y divide-hairline rounded-lg border border-hairline"
                >
                  {rows.map(({ id, subject, name, reason, createdAt, releasedAt }) => (
                    <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
                      <div className="min-w-0 grow basis-64">
                        <p className="flex flex-wrap items-center gap-2 text-sm">
                          <span className="font-medium wrap-anywhere">{name}</span>
                          <Badge>{subject}</Badge>
                        </p>
                        <p className="text-xs wrap-anywhere text-muted">
                          {reason} · since <Time at={createdAt} />
                          {releasedAt && (
                            <>
                              {" "}
                              · released <Time at={releasedAt} />
                            </>
                          )}
                        </p>
                      </div>
                      {releasedAt === null && (
                        <Button
                          size="small"
                          isBusy={release.isPending}
                          aria-label={`Release ${name}`}
                          onClick={() => release.mutate({ holdId: id })}
                        >
                          Release
                        </Button>
                      )}
                    </li>
                  ))}
                </ul>
              )
            }
          </Loadable>
          {release.error && (
            <p role="alert" className="text-sm text-error">
              {toErrorBody(release.error).message}
            </p>
          )}
        </section>
        <section aria-labelledby="deletions-title" className="flex flex-col gap-2">
          <h2 id="deletions-title" className="text-md font-semibold">
            Asked for, and done
          </h2>
          <Loadable
            query={deletions}
            what="the deletions"
            skeleton={<SkeletonRows rows={3} rowClassName="h-12" />}
          >
            {(rows) =>
              rows.length === 0 ? (
                <EmptyState icon={<Trash2 />} title="Nobody has asked for a deletion." className="py-8" />
              ) : (
                <ul
                  aria-label="Deletions"
                  className="divide-y divide-hairline rounded-lg border border-hairline"
                >
                  {rows.map(({ id, subject, subjectId, name, state, dueAt, endedAt, problem, reason }) => (
                    <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
                      <div className="min-w-0 grow basis-64">
                        <p className="flex flex-wrap items-center gap-2 text-sm">
                          <span className="font-medium wrap-anywhere">{name ?? subjectId}</span>
                          <Badge>{subject}</Badge>
                          <Badge tone={problem ? "warning" : "neutral"}>{state}</Badge>
                        </p>
                        <p className="text-xs wrap-anywhere text-muted">
                          {endedAt ? (
                            <>
                              {state} <Time at={endedAt} />
                            </>
                          ) : (
                            `due ${dueAt.slice(0, 10)}`
                          )}
                          {reason && ` · ${reason}`}
                          {problem && ` · ${problem}`}
                        </p>
                      </div>
                    </li>
                  ))}
                </ul>
              )
            }
          </Loadable>
        </section>
      </div>
      <SubjectDialog
        isOpen={asking === "remove"}
        title="Delete for somebody who asked"
        description="They are mailed and may take it back while the days of grace run. From now on nothing of it works."
        reasonHint="How you know who asked; it stands in the audit."
        action="Begin the deletion"
        isDanger
        act={remove}
        onClose={() => setAsking(undefined)}
      />
      <SubjectDialog
        isOpen={asking === "hold"}
        title="Legal hold"
        description="Neither retention nor a deletion takes anything of this account or organization, until you release it. It holds all of it, not single rows; what people remove themselves goes all the same."
        reasonHint="Who asked for it, and by what right; it stands in the audit."
        action="Hold"
        act={hold}
        onClose={() => setAsking(undefined)}
      />
    </>
  );
}
