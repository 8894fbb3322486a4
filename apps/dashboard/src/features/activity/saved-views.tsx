import type { SavedView } from "@patchops/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";
import { queryClient, trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useGo } from "../../shell/use-go.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Popover } from "../../ui/popover.tsx";

export interface SavedViewsProps {
  page: SavedView["page"];
  /** The address's search of now, without what belongs to a moment (an open panel). */
  search: string;
}

/** Filters, range and columns under a name, for everyone of the organization. */
export function SavedViews({ page, search }: SavedViewsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState("");
  const go = useGo();
  const views = useQuery(trpc.savedView.list.queryOptions(undefined, { enabled: isOpen }));
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.savedView.list.queryKey() });
  const create = useMutation(
    trpc.savedView.create.mutationOptions({
      onSuccess: () => {
        setName("");
        return refresh();
      },
    }),
  );
  const remove = useMutation(trpc.savedView.remove.mutationOptions({ onSuccess: refresh }));
  const own = (views.data ?? []).filter((view) => view.page === page);
  const error = create.error ?? remove.error ?? views.error;

  return (
    <Popover
      label="Saved views"
      align="end"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      className="w-72 p-1"
      trigger={
        <Button size="small" variant="quiet" icon={<Bookmark />}>
          <span className="max-sm:sr-only">Views</span>
        </Button>
      }
    >
      {own.length === 0 ? (
        <p className="px-2 py-2 text-sm text-muted">
          {views.isPending ? "Loading…" : "None yet. Set filters and columns, then save them here."}
        </p>
      ) : (
        <ul>
          {own.map((view) => (
            <li key={view.id} className="flex items-center rounded-md hover:bg-hover">
              <button
                type="button"
                aria-current={view.search === search || undefined}
                onClick={() => {
                  setIsOpen(false);
                  go(`/${page}${view.search}`);
                }}
                className="h-8 min-w-0 grow truncate px-2 text-left text-sm aria-[current]:font-medium"
              >
                {view.name}
              </button>
              <IconButton
                size="small"
                label={`Remove the view ${view.name}`}
                onClick={() => remove.mutate({ id: view.id })}
              >
                <Trash2 />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <form
        className="mt-1 flex gap-1.5 border-t border-hairline p-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate({ page, name: name.trim(), search });
        }}
      >
        <Input
          aria-label="Name of this view"
          placeholder="Save this view as…"
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          className="h-7 text-sm"
        />
        <Button type="submit" size="small" disabled={!name.trim()} isBusy={create.isPending}>
          Save
        </Button>
      </form>
      {error && (
        <p role="alert" className="px-2 pb-2 text-xs text-error">
          {toErrorBody(error).message}
        </p>
      )}
    </Popover>
  );
}
