import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { trpc } from "../api/client.ts";
import { toErrorBody } from "../api/to-error-body.ts";
import { Button } from "../ui/button.tsx";

/** Stands on every page of who owned an organization that is to be deleted: it can be kept. */
export function DeletionBanner() {
  const query = useQuery(trpc.deletion.pending.queryOptions(undefined, { staleTime: 300_000 }));
  const keep = useMutation(trpc.deletion.keep.mutationOptions({ onSuccess: () => void query.refetch() }));
  return query.data?.map(({ id, name, dueAt }) => (
    <section
      key={id}
      aria-label={`Deletion of ${name}`}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-hairline bg-surface px-4 py-2 text-sm md:px-6"
    >
      <Trash2 aria-hidden className="size-4 shrink-0 text-muted" />
      <p className="min-w-0 grow wrap-anywhere">
        {keep.error ? (
          <span role="alert">{toErrorBody(keep.error).message}</span>
        ) : (
          `${name} is deleted on ${dueAt.slice(0, 10)}. Until then nothing of it works.`
        )}
      </p>
      <Button size="small" isBusy={keep.isPending} onClick={() => keep.mutate({ deletionId: id })}>
        Keep {name}
      </Button>
    </section>
  ));
}
