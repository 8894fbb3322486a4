import type { InboxThread, TicketAction } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { ReplyForm } from "../support/reply-form.tsx";
import { TicketThread } from "../support/ticket-thread.tsx";
import { InboxContext } from "./inbox-context.tsx";
import { RequesterSection } from "./requester-section.tsx";

export interface InboxPanelProps {
  id: string;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

const isUnderWay = ({ state }: TicketAction) => state === "queued" || state === "running";

/** A request with what is known of who wrote it, and the answer. */
export function InboxPanel({ id, ...steps }: InboxPanelProps) {
  const query = useQuery(
    trpc.admin.ticket.queryOptions(
      { id },
      { refetchInterval: ({ state }) => (state.data?.begun.some(isUnderWay) ? 2_000 : false) },
    ),
  );
  return (
    <SidePanel title={query.data?.subject ?? "Request"} {...steps}>
      <Loadable query={query} what="the request" skeleton={<SkeletonPanel />}>
        {(ticket) => <Thread ticket={ticket} />}
      </Loadable>
    </SidePanel>
  );
}

function Thread({ ticket }: { ticket: InboxThread }) {
  const { id, status, email, messages } = ticket;
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: trpc.admin.ticket.queryKey({ id }) }),
      client.invalidateQueries({ queryKey: trpc.admin.tickets.pathKey() }),
    ]);
  const answer = useMutation(trpc.admin.answerTicket.mutationOptions({ onSuccess: refresh }));
  const setStatus = useMutation(trpc.admin.setTicketStatus.mutationOptions({ onSuccess: refresh }));
  const isClosed = status === "closed";
  const failure = setStatus.error && toErrorBody(setStatus.error);
  return (
    <div className="flex flex-col gap-5">
      <InboxContext ticket={ticket} />
      <TicketThread messages={messages} names={{ requester: email, support: "Support" }} />
      <ReplyForm
        label="Answer"
        action="Send the answer"
        hint="Goes out by mail; who has an account finds it at Support as well."
        onSend={(text) => answer.mutateAsync({ id, text })}
      />
      {failure && <ErrorPanel title="That did not work" cause={failure.message} next={failure.next} />}
      <Button
        className="self-start"
        isBusy={setStatus.isPending}
        onClick={() => setStatus.mutate({ id, status: isClosed ? "open" : "closed" })}
      >
        {isClosed ? "Open it again" : "Close it"}
      </Button>
      <RequesterSection ticket={ticket} onChanged={refresh} />
    </div>
  );
}
