import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { AskForm } from "./ask-form.tsx";
import { kindWords } from "./support-words.ts";
import { TicketStatus } from "./ticket-status.tsx";

export function SupportPage() {
  const navigate = useNavigate();
  const query = useQuery(trpc.support.list.queryOptions());
  return (
    <>
      <PageHeader
        title="Support"
        description={
          <>
            Ask, tell, complain: who operates this instance reads it, and answers here and by mail. The{" "}
            <a href="/docs" className="text-link underline underline-offset-2">
              documentation
            </a>{" "}
            may know it already.
          </>
        }
      />
      <AskForm onSent={(id) => void navigate({ to: "/support/$id", params: { id } })} />
      <h2 className="mt-10 mb-3 text-base font-semibold">What you wrote</h2>
      <Loadable query={query} what="your requests" skeleton={<SkeletonRows rows={3} rowClassName="h-12" />}>
        {(tickets) =>
          tickets.length === 0 ? (
            <p className="text-sm text-muted">Nothing yet.</p>
          ) : (
            <ul
              aria-label="What you wrote"
              className="divide-y divide-hairline rounded-lg border border-hairline"
            >
              {tickets.map(({ id, subject, kind, status, lastMessageAt }) => (
                <li key={id} className="flex items-center gap-3 px-4 py-2 text-sm">
                  <span className="min-w-0 grow">
                    <TextLink to="/support/$id" params={{ id }} className="font-medium wrap-anywhere">
                      {subject}
                    </TextLink>
                    <span className="block text-xs text-muted">
                      {kindWords[kind]} · <Time at={lastMessageAt} />
                    </span>
                  </span>
                  <TicketStatus status={status} />
                </li>
              ))}
            </ul>
          )
        }
      </Loadable>
    </>
  );
}
