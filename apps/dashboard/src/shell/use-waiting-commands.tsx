import { useQuery } from "@tanstack/react-query";
import { FileCheck, UserCheck } from "lucide-react";
import { trpc } from "../api/client.ts";
import { formatPerson } from "../format/format-person.ts";
import type { Command } from "../ui/command-palette.tsx";
import { useGo } from "./use-go.ts";

const group = "Waiting for you";

/** What waits for a person's word: calls to approve and changed tools to review. Each leads to where all of it is seen. */
export function useWaitingCommands(isOpen: boolean): Command[] {
  const go = useGo();
  const approvals = useQuery({ ...trpc.approval.list.queryOptions({ isPending: true }), enabled: isOpen });
  const connections = useQuery({ ...trpc.connection.list.queryOptions(), enabled: isOpen });
  return [
    ...(approvals.data ?? []).map(({ id, tool, question, askedBy, mayDecide }) => ({
      id: `approval:${id}`,
      label: question ?? (mayDecide ? `Approve ${tool}…` : `Waiting: ${tool}`),
      detail: `asked by ${formatPerson(askedBy)}`,
      group,
      icon: <UserCheck />,
      keywords: ["approval", "deny", "waiting call"],
      run: () => go(`/approvals/${id}`),
    })),
    ...(connections.data ?? [])
      .filter(({ reviews }) => reviews > 0)
      .map(({ slug, name, reviews }) => ({
        id: `review:${slug}`,
        label: `Review ${reviews} changed ${reviews === 1 ? "tool" : "tools"} of ${name}…`,
        group,
        icon: <FileCheck />,
        keywords: ["approve", "block", "definition", slug],
        run: () => go(`/connections/${slug}?tab=review`),
      })),
  ];
}
