import { describeBrowser, type LoginEvent } from "@patchops/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { providerNames } from "../auth/provider-names.ts";

/** Who came into the account, and who was turned away. */
export function LoginHistory() {
  const query = useInfiniteQuery(
    trpc.session.history.infiniteQueryOptions(
      {},
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  return (
    <section aria-labelledby="login-history" className="mt-8 flex flex-col gap-2">
      <h2 id="login-history" className="text-sm font-medium">
        Sign-ins
      </h2>
      <p className="text-sm text-muted">
        Also those that were refused. One that was not you: change the password, and sign that device out.
      </p>
      <Loadable query={query} what="the sign-ins" skeleton={<SkeletonRows rows={3} rowClassName="h-12" />}>
        {({ pages }) => (
          <ul aria-label="Sign-ins" className="divide-y divide-hairline rounded-lg border border-hairline">
            {pages
              .flatMap(({ events }) => events)
              .map((event) => (
                <Entry key={event.id} event={event} />
              ))}
          </ul>
        )}
      </Loadable>
      {query.hasNextPage && (
        <Button
          size="small"
          className="self-start"
          isBusy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </section>
  );
}

const methodWords: Record<string, string> = {
  password: "by password",
  passkey: "by passkey",
  sso: "by single sign-on",
  leave: "after leaving an organization",
  sign_up: "when the account was made",
};

function Entry({ event }: { event: LoginEvent }) {
  const { outcome, method, isNewDevice, address, userAgent, at } = event;
  const isFailure = outcome === "failure";
  const Icon = isFailure ? CircleX : CircleCheck;
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <Icon aria-hidden className={isFailure ? "size-4 shrink-0 text-error" : "size-4 shrink-0 text-ok"} />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2 text-sm" title={userAgent ?? undefined}>
          {isFailure ? "Refused" : "Signed in"}{" "}
          {methodWords[method] ?? `by ${providerNames[method] ?? method}`}
          {isNewDevice && <Badge tone="warning">new device</Badge>}
        </p>
        <p className="text-xs text-muted">
          {describeBrowser(userAgent).name}
          {address && (
            <>
              {" · "}
              <span className="numbers">{address}</span>
            </>
          )}
          {" · "}
          <Time at={at} />
        </p>
      </div>
    </li>
  );
}
