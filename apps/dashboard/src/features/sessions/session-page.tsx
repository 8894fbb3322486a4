import { getRouteApi, Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Crumb } from "../../ui/crumb.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { isId } from "../../url-state/is-id.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { CompareSelect } from "./compare-select.tsx";
import { MomentPanel } from "./moment-panel.tsx";
import { SaveAsProgram } from "./save-as-program.tsx";
import { SessionAxis } from "./session-axis.tsx";
import { SessionFacts } from "./session-facts.tsx";
import { SessionStatus } from "./session-status.tsx";
import { SessionTotals } from "./session-totals.tsx";
import { sessionClient, sessionMs } from "./session-words.ts";
import { useSession } from "./use-session.ts";

const route = getRouteApi("/shell/sessions/$id");

/** One client's visit on one time axis, alone or beside another. */
export function SessionPage() {
  const { id } = route.useParams();
  const { moment, compare } = route.useSearch();
  const address = useSearchUpdate();
  const own = useSession(id);
  const other = useSession(compare);
  const { session } = own;
  const isComparing = other.session !== undefined;
  const spanMs =
    session && other.session ? Math.max(sessionMs(session), sessionMs(other.session)) : undefined;

  // What is looked at stays within its own session; without one J begins with this session's first.
  const moments = other.timeline.some((entry) => entry.id === moment) ? other.timeline : own.timeline;
  const index = moments.findIndex((entry) => entry.id === moment);
  const show = (position: number) => {
    const next = moments[position];
    if (next) address[moment === undefined ? "push" : "replace"]({ moment: next.id });
  };
  const close = () => address.push({ moment: undefined });
  useShortcut({ keys: "j", label: "Next moment", group: "Session", run: () => show(index + 1) });
  useShortcut({ keys: "k", label: "Previous moment", group: "Session", run: () => show(index - 1) });

  const isUnknown =
    !isId(id) ||
    (session === undefined && own.query.error && toErrorBody(own.query.error).code === "not_found");
  if (isUnknown) return <Unknown />;
  const axis = { selectedId: moment, onSelect: (picked: string) => address.push({ moment: picked }), spanMs };
  const selected = moments[index];
  return (
    <>
      <PageHeader
        title={session ? sessionClient(session) : "Session"}
        breadcrumbs={<Crumb path="/sessions">Sessions</Crumb>}
        badge={session && <SessionStatus session={session} />}
        actions={
          session && (
            <>
              <SaveAsProgram session={session} timeline={own.timeline} />
              <CompareSelect
                session={session}
                value={compare}
                onChange={(next) => address.push({ compare: next, moment: undefined })}
              />
              {compare !== undefined && (
                <IconButton
                  label="Stop comparing"
                  onClick={() => address.push({ compare: undefined, moment: undefined })}
                >
                  <X />
                </IconButton>
              )}
              <CopyButton
                variant="button"
                size="medium"
                label="Copy link"
                text={() => window.location.href}
              />
            </>
          )
        }
      />
      <Loadable
        query={{ ...own.query, data: session }}
        what="the session"
        skeleton={<SkeletonPanel className="h-64" />}
      >
        {(shown) => (
          <div className="flex flex-col gap-6">
            <SessionTotals session={shown} other={other.session} />
            <div className={isComparing ? "grid gap-4 lg:grid-cols-2" : "grid gap-4"}>
              <SessionAxis answer={own} {...axis} />
              {compare !== undefined && (
                <Loadable
                  query={{ ...other.query, data: other.session }}
                  what="the other session"
                  skeleton={<SkeletonPanel className="h-40" />}
                >
                  {() => <SessionAxis answer={other} {...axis} />}
                </Loadable>
              )}
            </div>
            <SessionFacts session={shown} />
          </div>
        )}
      </Loadable>
      {selected && (
        <MomentPanel
          moment={selected}
          onClose={close}
          onPrevious={index > 0 ? () => show(index - 1) : undefined}
          onNext={index < moments.length - 1 ? () => show(index + 1) : undefined}
        />
      )}
    </>
  );
}

function Unknown() {
  return (
    <>
      <h1 className="sr-only">Session</h1>
      <EmptyState
        title="There is no such session."
        className="py-24"
        action={
          <Link to="/sessions" className={buttonVariants({ variant: "primary" })}>
            All sessions
          </Link>
        }
      >
        <title>{"Session · PatchOps"}</title>
        It may be older than this instance keeps activity.
      </EmptyState>
    </>
  );
}
