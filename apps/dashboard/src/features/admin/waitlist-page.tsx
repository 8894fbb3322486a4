import type { WaitlistEntry } from "@patchops/contract";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Hourglass } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatNumber } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { InvitedDialog } from "./invited-dialog.tsx";

const route = getRouteApi("/shell/admin/waitlist");

const shows = [
  { id: "all", label: "All" },
  { id: "waiting", label: "Waiting" },
  { id: "invited", label: "Invited" },
  { id: "joined", label: "Joined" },
] as const;

export function WaitlistPage() {
  const client = useQueryClient();
  const { show } = route.useSearch();
  const address = useSearchUpdate();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const query = useInfiniteQuery(
    trpc.admin.waitlist.infiniteQueryOptions(show ? { show } : {}, {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  );
  const invite = useMutation(
    trpc.admin.inviteFromWaitlist.mutationOptions({
      onSuccess: () => {
        setChosen(new Set());
        void client.invalidateQueries({ queryKey: trpc.admin.waitlist.pathKey() });
      },
    }),
  );
  const toggle = (id: string, isOn: boolean) =>
    setChosen((before) => new Set(isOn ? [...before, id] : [...before].filter((each) => each !== id)));
  const counts = query.data?.pages[0]?.counts;
  const asked = counts ? counts.invited + counts.joined : 0;
  return (
    <>
      <PageHeader
        title="Waitlist"
        description={
          counts
            ? `${formatNumber(counts.waiting)} waiting · ${formatNumber(asked)} invited, of whom ${formatNumber(counts.joined)} joined${asked > 0 ? ` (${Math.round((100 * counts.joined) / asked)} %)` : ""}`
            : "Who asked for an account."
        }
        actions={
          <Button
            variant="primary"
            disabled={chosen.size === 0}
            isBusy={invite.isPending}
            onClick={() => invite.mutate({ ids: [...chosen] })}
          >
            Invite {chosen.size > 0 ? formatNumber(chosen.size) : ""}
          </Button>
        }
      />
      <Segments
        label="Show"
        options={shows}
        value={show ?? "all"}
        onChange={(id) => address.push({ show: id === "all" ? undefined : id })}
        className="mb-3"
      />
      {invite.error && <ErrorPanel title="Nobody was invited" cause={toErrorBody(invite.error).message} />}
      <Loadable query={query} what="the waitlist" skeleton={<SkeletonRows rows={6} rowClassName="h-12" />}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries);
          const open = entries.filter(({ joinedAt }) => joinedAt === null);
          return entries.length === 0 ? (
            <EmptyState icon={<Hourglass />} title="Nobody is on this list." className="py-8">
              With PATCHOPS_SIGNUP=waitlist visitors ask for an account here.
            </EmptyState>
          ) : (
            <>
              {open.length > 0 && (
                <Checkbox
                  isChecked={open.every(({ id }) => chosen.has(id))}
                  onChange={(isOn) => setChosen(new Set(isOn ? open.slice(0, 200).map(({ id }) => id) : []))}
                >
                  Choose all that are shown
                </Checkbox>
              )}
              <ul
                aria-label="Waitlist"
                className="divide-y divide-hairline rounded-lg border border-hairline"
              >
                {entries.map((entry) => (
                  <li key={entry.id} className="px-4 py-2">
                    {entry.joinedAt === null ? (
                      <Checkbox isChecked={chosen.has(entry.id)} onChange={(isOn) => toggle(entry.id, isOn)}>
                        <Person entry={entry} />
                      </Checkbox>
                    ) : (
                      <Person entry={entry} />
                    )}
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Loadable>
      {query.hasNextPage && (
        <Button className="mt-3" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
      <InvitedDialog invited={invite.data?.invited} onClose={invite.reset} />
    </>
  );
}

function Person({ entry }: { entry: WaitlistEntry }) {
  const { email, name, createdAt, invitedAt, joinedAt } = entry;
  return (
    <span className="text-sm">
      <span className="font-medium wrap-anywhere">{email}</span>
      {name && <span className="text-muted"> {name}</span>}
      <span className="block text-xs text-muted">
        asked <Time at={createdAt} />
        {invitedAt && (
          <>
            {" · "}invited <Time at={invitedAt} />
          </>
        )}
        {joinedAt && (
          <>
            {" · "}joined <Time at={joinedAt} />
          </>
        )}
      </span>
    </span>
  );
}
