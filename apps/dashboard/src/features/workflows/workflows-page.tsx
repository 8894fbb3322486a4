import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus, Workflow } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { statusWord } from "../../ui/status-badge.tsx";
import { formatSort, parseSort } from "../../url-state/sort-search.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { CreateWorkflowDialog } from "./create-workflow-dialog.tsx";
import { TemplateList } from "./template-list.tsx";
import { workflowColumns } from "./workflow-columns.tsx";
import { workflowStates } from "./workflows-search.ts";

const route = getRouteApi("/shell/workflows");

const filters = [
  {
    id: "state",
    label: "State",
    options: workflowStates.map((value) => ({ value, label: statusWord(value) })),
  },
];

/** What runs by itself? */
export function WorkflowsPage() {
  const { q = "", state, sort, create = false, template } = route.useSearch();
  const address = useSearchUpdate();
  const navigate = useNavigate();
  const density = useDensity();
  const reason = useRefusal("workflow.deploy", "make workflows");
  const query = useQuery(trpc.workflow.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const open = (id?: string) => address.push({ create: true, template: id });
  useShortcut({ keys: "c", label: "Create a workflow", run: () => open(), isEnabled: !reason });
  const words = q.toLowerCase();
  const shown = (query.data ?? []).filter(
    ({ name, description, status }) =>
      (state === undefined || status === state) && `${name} ${description}`.toLowerCase().includes(words),
  );

  return (
    <div data-filling className="flex min-h-80 grow basis-0 flex-col">
      <PageHeader
        title="Workflows"
        className="pb-2"
        description="Programs that run by themselves: on a schedule, by a webhook, or as a tool of your clients."
        actions={
          query.data?.length ? (
            <GuardedButton variant="primary" icon={<Plus />} reason={reason} onClick={() => open()}>
              Create workflow
            </GuardedButton>
          ) : undefined
        }
      />
      <Loadable query={query} what="the workflows" skeleton={<DataTableSkeleton rows={8} />}>
        {(workflows) =>
          workflows.length === 0 ? (
            <TemplateList reason={reason} onChoose={open} />
          ) : (
            <>
              <FilterBar
                filters={filters}
                values={{ state }}
                onChange={(patch) => address.push(patch)}
                start={
                  <SearchInput
                    label="Search the workflows"
                    value={q}
                    onChange={(next) => address.replace({ q: next || undefined })}
                    className="w-full sm:w-56"
                  />
                }
              />
              {shown.length === 0 ? (
                <EmptyState
                  icon={<Workflow />}
                  title="No workflow fits these filters."
                  action={
                    <Button onClick={() => address.push({ q: undefined, state: undefined })}>
                      Clear the filters
                    </Button>
                  }
                />
              ) : (
                <DataTable
                  id="workflows"
                  label="Workflows"
                  rows={shown}
                  columns={workflowColumns}
                  rowId={({ id }) => id}
                  rowPath={({ name }) => `/workflows/${name}`}
                  onOpen={({ name }) => void navigate({ to: "/workflows/$name", params: { name } })}
                  sort={parseSort(sort)}
                  onSortChange={(next) => address.push({ sort: formatSort(next) })}
                  isFilling
                  density={density}
                />
              )}
            </>
          )
        }
      </Loadable>
      <CreateWorkflowDialog
        isOpen={create && !reason}
        template={template}
        onClose={() => address.replace({ create: undefined, template: undefined })}
      />
    </div>
  );
}
