import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Plus, Webhook, Workflow, Wrench } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { templates } from "./templates.ts";

export interface TemplateListProps {
  /** Why this person may make none. */
  reason: string | undefined;
  /** Without an id: an empty one. */
  onChoose: (id?: string) => void;
}

const icons = [CalendarClock, Wrench, Webhook];

/** What stands where there is no workflow yet: three that work, each started in another way. */
export function TemplateList({ reason, onChoose }: TemplateListProps) {
  const connections = useQuery(trpc.connection.list.queryOptions());
  const hasDemo = connections.data?.some(({ slug }) => slug === "demo") ?? true;
  return (
    <div className="flex flex-col gap-6 pb-8">
      <EmptyState
        icon={<Workflow />}
        title="Save a program as a workflow, and it runs by itself."
        className="pb-0"
        action={
          <>
            <GuardedButton variant="primary" icon={<Plus />} reason={reason} onClick={() => onChoose()}>
              Create workflow
            </GuardedButton>
            <TextLink to="/playground" className="inline-flex h-8 items-center px-2 text-sm">
              Write one in the playground
            </TextLink>
          </>
        }
      >
        Or begin with one of these, which work on the demo tools.
        {!hasDemo && (
          <>
            {" "}
            They are not connected yet:{" "}
            <TextLink to="/connections/new" className="underline">
              use the demo tools
            </TextLink>
            .
          </>
        )}
      </EmptyState>
      <ul className="mx-auto grid w-full max-w-240 gap-4 md:grid-cols-3">
        {templates.map(({ id, title, description }, index) => {
          const Icon = icons[index] ?? Workflow;
          return (
            <li key={id} className="flex flex-col gap-2 rounded-lg border border-hairline p-4">
              <Icon aria-hidden className="size-5 text-muted" />
              <h2 className="text-base font-medium">{title}</h2>
              <p className="grow text-sm text-pretty text-muted">{description}</p>
              <GuardedButton
                size="small"
                className="self-start"
                reason={reason}
                aria-label={`Use this: ${title}`}
                onClick={() => onChoose(id)}
              >
                Use this
              </GuardedButton>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
