import type { ExecutionStatus, SetupStatus } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SquareTerminal } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { firstProgram } from "../playground/first-program.ts";
import { SetupCard } from "./setup-card.tsx";

/** How the last run ended, and what to do about it. A run that goes on says nothing. */
const endWords: Partial<Record<ExecutionStatus, string>> = {
  failed: "The playground marks the line at which it failed.",
  timed_out: "It ran longer than it may. Raise the timeout or make it shorter.",
  memory_exceeded: "It used more memory than it may.",
  cancelled: "It was cancelled. Run it again.",
  quota_exceeded: "This month's runs are used up.",
  interrupted: "The server stopped while it ran. Run it again.",
};

export function CodeCard({ setup }: { setup: SetupStatus }) {
  const { execution } = setup;
  const { data } = useQuery(
    trpc.execution.list.queryOptions({ limit: 1 }, { enabled: !execution, refetchInterval: 5_000 }),
  );
  const last = data?.executions[0];
  return (
    <SetupCard
      number={4}
      title="Run code"
      fact={
        execution ? (
          <>
            A program succeeded <Time at={execution.at} />.
          </>
        ) : undefined
      }
    >
      <CodeBlock code={firstProgram} caption="playground.ts" copyLabel="Copy the program" />
      {last && endWords[last.status] && (
        <p role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <StatusBadge status={last.status} />
          {endWords[last.status]}
        </p>
      )}
      <Link to="/playground" className={buttonVariants({ className: "self-start" })}>
        <SquareTerminal aria-hidden />
        Open playground
      </Link>
    </SetupCard>
  );
}
