import type { SnippetSummary } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";

export interface SnippetLineProps {
  snippet: SnippetSummary;
  isOpen: boolean;
  onFollow: () => void;
}

/** One saved program, with what is done to it. */
export function SnippetLine({ snippet, isOpen, onFollow }: SnippetLineProps) {
  const { id, name, createdBy, updatedAt } = snippet;
  const cache = useQueryClient();
  const [isRemoving, setIsRemoving] = useState(false);
  const remove = useMutation(
    trpc.snippet.remove.mutationOptions({
      onSuccess: () => {
        toast({ title: `${name} was removed` });
        setIsRemoving(false);
        void cache.invalidateQueries({ queryKey: trpc.snippet.list.queryKey() });
      },
    }),
  );
  return (
    <li className="flex items-center gap-1">
      <Link
        to="/playground"
        search={{ snippet: id }}
        onClick={onFollow}
        aria-current={isOpen || undefined}
        className="flex min-w-0 grow flex-col rounded-md px-2 py-1 hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-accent-tint"
      >
        <span className="code truncate text-sm">{name}</span>
        <span className="flex gap-2 truncate text-xs text-muted">
          {createdBy.name ?? createdBy.email} <Time at={updatedAt} />
        </span>
      </Link>
      <CopyButton text={`patchops run --snippet ${name}`} label={`Copy the command that runs ${name}`} />
      <IconButton size="small" label={`Remove ${name}`} onClick={() => setIsRemoving(true)}>
        <Trash2 />
      </IconButton>
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => {
          setIsRemoving(false);
          remove.reset();
        }}
        title={`Remove ${name}?`}
        action="Remove snippet"
        onConfirm={() => remove.mutate({ id })}
        isBusy={remove.isPending}
        error={remove.error ? toErrorBody(remove.error).message : undefined}
      >
        <p>Who runs it by its name, or opens its link, finds nothing then. Its runs stay.</p>
      </ConfirmDialog>
    </li>
  );
}
