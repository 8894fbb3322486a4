import type { ReactNode } from "react";
import { useId, useState } from "react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Loadable, type LoadableProps } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";

export interface Access {
  id: string;
  name: string;
  detail: ReactNode;
}

export interface AccessSectionProps<Rows> {
  title: string;
  /** Of the list, for its words: "the connected apps". */
  what: string;
  /** Where more is told of them. */
  more: ReactNode;
  query: LoadableProps<Rows>["query"];
  accessOf: (rows: Rows) => Access[];
  /** What stands there where nothing has access. */
  none: string;
  /** The verb: "Revoke". */
  action: string;
  /** What stops with it. */
  warning: string;
  end: {
    mutate: (access: Access, options: { onSuccess: () => void }) => void;
    isPending: boolean;
    error: unknown;
    reset: () => void;
  };
}

/** What has access, of one kind, each with what ends it. */
export function AccessSection<Rows>({
  title,
  what,
  more,
  query,
  accessOf,
  none,
  action,
  warning,
  end,
}: AccessSectionProps<Rows>) {
  const titleId = useId();
  const [ending, setEnding] = useState<Access>();
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={titleId} className="text-md font-semibold">
          {title}
        </h2>
        <span className="text-xs">{more}</span>
      </div>
      <Loadable query={query} what={what} skeleton={<SkeletonRows rows={2} rowClassName="h-12" />}>
        {(rows) => {
          const all = accessOf(rows);
          if (all.length === 0) return <p className="text-sm text-muted">{none}</p>;
          return (
            <ul aria-label={title} className="divide-y divide-hairline rounded-lg border border-hairline">
              {all.map((access) => (
                <li key={access.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
                  <div className="min-w-0 grow basis-56">
                    <p className="text-sm font-medium wrap-anywhere">{access.name}</p>
                    <p className="text-xs text-muted">{access.detail}</p>
                  </div>
                  <Button
                    size="small"
                    aria-label={`${action} ${access.name}`}
                    onClick={() => {
                      end.reset();
                      setEnding(access);
                    }}
                  >
                    {action}
                  </Button>
                </li>
              ))}
            </ul>
          );
        }}
      </Loadable>
      <ConfirmDialog
        isOpen={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title={`${action} ${ending?.name ?? ""}?`}
        action={action}
        onConfirm={() => ending && end.mutate(ending, { onSuccess: () => setEnding(undefined) })}
        isBusy={end.isPending}
        error={end.error ? toErrorBody(end.error).message : undefined}
      >
        {warning}
      </ConfirmDialog>
    </section>
  );
}
