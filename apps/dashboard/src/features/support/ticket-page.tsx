import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { Crumb } from "../../ui/crumb.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { BegunList } from "./begun-list.tsx";
import { ReplyForm } from "./reply-form.tsx";
import { kindWords } from "./support-words.ts";
import { TicketStatus } from "./ticket-status.tsx";
import { TicketThread } from "./ticket-thread.tsx";

const route = getRouteApi("/shell/support/$id");

/** A request of one's own. */
export function TicketPage() {
  const { id } = route.useParams();
  const client = useQueryClient();
  const query = useQuery(trpc.support.get.queryOptions({ id }, { refetchInterval: 30_000 }));
  const reply = useMutation(
    trpc.support.reply.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: trpc.support.pathKey() }),
    }),
  );
  return (
    <Loadable query={query} what="the request" skeleton={<SkeletonPanel />}>
      {({ subject, kind, status, messages, begun }) => (
        <>
          <PageHeader
            title={subject}
            breadcrumbs={<Crumb path="/support">Support</Crumb>}
            badge={<TicketStatus status={status} />}
            description={kindWords[kind]}
          />
          <div className="flex max-w-2xl flex-col gap-6">
            <TicketThread messages={messages} names={{ requester: "You", support: "Support" }} />
            <BegunList begun={begun}>
              {begun.some((each) => each.kind === "export") && (
                <p className="text-sm text-muted">
                  The archive is yours alone:{" "}
                  <TextLink to="/settings/export" className="underline">
                    Data export
                  </TextLink>
                  .
                </p>
              )}
            </BegunList>
            <ReplyForm
              label={status === "closed" ? "Write once more, which opens it again" : "Write further"}
              action="Send"
              onSend={(text) => reply.mutateAsync({ id, text })}
            />
          </div>
        </>
      )}
    </Loadable>
  );
}
