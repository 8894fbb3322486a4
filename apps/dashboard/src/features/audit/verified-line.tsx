import type { AuditProblem } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";

/** Whether the log still says what was written: as found by the newest verification, or by one now. */
export function VerifiedLine({ scope }: { scope: "organization" | "instance" }) {
  const client = useQueryClient();
  const state = useQuery(trpc.audit.state.queryOptions({ scope }));
  const verify = useMutation(
    trpc.audit.verify.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: trpc.audit.pathKey() }),
    }),
  );
  const { verifiedAt, entries = 0, problems = [] } = state.data ?? {};
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 pb-2 text-sm" role="status">
      {problems.length > 0 ? (
        <ul className="flex flex-col gap-1 text-error">
          {problems.map(({ organization, problem }) => (
            <li key={organization.id} className="flex items-start gap-2">
              <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span>
                {scope === "instance" && `${organization.name}: `}
                {problemWords(problem)} Keep a copy of the database, and find out who can write to it.
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <span className="flex items-center gap-2 text-muted">
          {verifiedAt && <ShieldCheck aria-hidden className="size-4 shrink-0 text-ok" />}
          {verifiedAt ? (
            <span>
              Verified: {formatCount(entries, "entry", "entries")} up to{" "}
              <Time at={verifiedAt} style="fixed" />, unchanged and complete.
            </span>
          ) : (
            state.isSuccess && "Not verified yet."
          )}
        </span>
      )}
      <Button size="small" variant="quiet" isBusy={verify.isPending} onClick={() => verify.mutate({ scope })}>
        Verify now
      </Button>
      {verify.isError && <span className="text-error">{verify.error.message}</span>}
    </div>
  );
}

function problemWords({ kind, sequence }: AuditProblem): string {
  switch (kind) {
    case "changed":
      return `Entry ${sequence} says something else than was written.`;
    case "foreign":
      return `Entry ${sequence} was not written by PatchOps.`;
    case "moved":
      return `Entry ${sequence} stands where another one stood.`;
    case "missing":
      return `Entry ${sequence} is gone.`;
    case "head":
      return "The record of where the log ends was changed, or is gone.";
  }
}
