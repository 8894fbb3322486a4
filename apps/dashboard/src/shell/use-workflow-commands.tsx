import { useQuery } from "@tanstack/react-query";
import { Play, Workflow } from "lucide-react";
import { trpc } from "../api/client.ts";
import type { Command } from "../ui/command-palette.tsx";
import { statusWord } from "../ui/status-badge.tsx";
import { useGo } from "./use-go.ts";

/** Each workflow, to open or to run; and the failed runs of each that nobody looked at. */
export function useWorkflowCommands(isOpen: boolean): Command[] {
  const go = useGo();
  const workflows = useQuery({ ...trpc.workflow.list.queryOptions(), enabled: isOpen });
  return (workflows.data ?? []).flatMap(({ name, description, status, deadRuns }) => [
    {
      id: `workflow:${name}`,
      label: name,
      detail: description || statusWord(status),
      group: "Workflows",
      icon: <Workflow />,
      keywords: ["workflow", status],
      run: () => go(`/workflows/${name}`),
    },
    {
      id: `run-workflow:${name}`,
      label: `Run ${name}…`,
      group: "Run a workflow",
      icon: <Play />,
      keywords: ["workflow", "start"],
      run: () => go(`/workflows/${name}?start=true`),
    },
    ...(deadRuns > 0
      ? [
          {
            id: `dead:${name}`,
            label: `Look at ${deadRuns} failed ${deadRuns === 1 ? "run" : "runs"} of ${name}`,
            group: "Workflows",
            icon: <Workflow />,
            keywords: ["dead letters", "replay", "failed"],
            run: () => go(`/workflows/${name}?tab=runs&dead=true`),
          },
        ]
      : []),
  ]);
}
