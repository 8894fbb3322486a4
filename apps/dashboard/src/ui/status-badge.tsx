import type { ConnectionStatus, ExecutionStatus, Outcome, WorkflowSummary } from "@patchops/contract";
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Clock,
  FileDiff,
  FilePen,
  FileQuestionMark,
  Hourglass,
  KeyRound,
  LoaderCircle,
  type LucideIcon,
  MemoryStick,
  Moon,
  ShieldX,
  Snail,
  TriangleAlert,
  Unplug,
  UserCheck,
} from "lucide-react";
import { Badge, type Tone } from "./badge.tsx";
import { cn } from "./cn.ts";

interface Look {
  tone: Tone;
  icon: LucideIcon;
  word: string;
  isMoving?: boolean;
}

const looks: Record<
  ConnectionStatus | ExecutionStatus | Outcome | WorkflowSummary["status"] | "nearly_full",
  Look
> = {
  connecting: { tone: "neutral", icon: LoaderCircle, word: "Connecting", isMoving: true },
  ready: { tone: "ok", icon: CircleCheck, word: "Ready" },
  no_tools: { tone: "warning", icon: CircleDashed, word: "0 tools" },
  needs_review: { tone: "warning", icon: FileDiff, word: "Needs review" },
  needs_sign_in: { tone: "warning", icon: KeyRound, word: "Needs sign-in" },
  slow: { tone: "warning", icon: Snail, word: "Slow" },
  unreachable: { tone: "error", icon: Unplug, word: "Unreachable" },
  not_mcp: { tone: "error", icon: FileQuestionMark, word: "Not MCP" },
  blocked: { tone: "error", icon: ShieldX, word: "Blocked" },
  active: { tone: "ok", icon: CircleCheck, word: "Published" },
  draft: { tone: "neutral", icon: FilePen, word: "Draft" },
  paused: { tone: "neutral", icon: CirclePause, word: "Paused" },
  queued: { tone: "neutral", icon: Hourglass, word: "Queued" },
  running: { tone: "accent", icon: LoaderCircle, word: "Running", isMoving: true },
  sleeping: { tone: "neutral", icon: Moon, word: "Sleeping" },
  succeeded: { tone: "ok", icon: CircleCheck, word: "Succeeded" },
  failed: { tone: "error", icon: CircleX, word: "Failed" },
  timed_out: { tone: "error", icon: Clock, word: "Timed out" },
  memory_exceeded: { tone: "error", icon: MemoryStick, word: "Out of memory" },
  cancelled: { tone: "neutral", icon: Ban, word: "Cancelled" },
  nearly_full: { tone: "warning", icon: TriangleAlert, word: "Nearly full" },
  quota_exceeded: { tone: "warning", icon: TriangleAlert, word: "Over quota" },
  awaiting_approval: { tone: "warning", icon: UserCheck, word: "Awaiting approval" },
  awaiting_sign_in: { tone: "warning", icon: KeyRound, word: "Awaiting sign-in" },
  interrupted: { tone: "error", icon: Unplug, word: "Interrupted" },
  needs_decision: { tone: "warning", icon: TriangleAlert, word: "Needs a decision" },
  ok: { tone: "ok", icon: CircleCheck, word: "Ok" },
  tool_error: { tone: "error", icon: CircleAlert, word: "Tool error" },
  error: { tone: "error", icon: CircleX, word: "Error" },
  refused: { tone: "warning", icon: ShieldX, word: "Refused" },
};

/** As the badge says it. */
export function statusWord(status: keyof typeof looks): string {
  return looks[status].word;
}

type Status = keyof typeof looks;

export interface StatusBadgeProps {
  status: Status;
  /** `plain` leaves the tint out: in dense tables the icon and word are enough. */
  variant?: "tint" | "plain";
  className?: string;
}

const plainTones: Record<Tone, string> = {
  neutral: "text-muted",
  accent: "text-link",
  ok: "text-ok",
  warning: "text-warning",
  error: "text-error",
};

/** What a thing's state is, always as icon and word: colour alone says nothing to some eyes. */
export function StatusBadge({ status, variant = "tint", className }: StatusBadgeProps) {
  const look = looks[status];
  const Icon = look.icon;
  const content = (
    <>
      <Icon aria-hidden className={cn("size-3.5 shrink-0", look.isMoving && "animate-spin")} />
      {look.word}
    </>
  );
  if (variant === "plain") {
    return (
      <span
        className={cn(
          "inline-flex items-center gap-1.5 align-bottom whitespace-nowrap",
          plainTones[look.tone],
          className,
        )}
      >
        {content}
      </span>
    );
  }
  return (
    <Badge tone={look.tone} {...(className && { className })}>
      {content}
    </Badge>
  );
}
