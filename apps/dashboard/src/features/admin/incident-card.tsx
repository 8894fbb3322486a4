import type { Incident } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { Badge } from "../../ui/badge.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Time } from "../../ui/time.tsx";
import { ReplyForm } from "../support/reply-form.tsx";

const statuses = [
  { id: "investigating", label: "Investigating" },
  { id: "identified", label: "Identified" },
  { id: "monitoring", label: "Monitoring" },
  { id: "resolved", label: "Resolved" },
] as const;

export interface IncidentCardProps {
  incident: Incident;
  onChanged: () => Promise<unknown>;
}

/** An incident with what was told of it, and a note to add. */
export function IncidentCard({ incident, onChanged }: IncidentCardProps) {
  const { id, title, notes } = incident;
  const [status, setStatus] = useState(incident.status);
  const note = useMutation(trpc.admin.noteIncident.mutationOptions({ onSuccess: onChanged }));
  return (
    <article className="flex flex-col gap-3 rounded-lg border border-hairline px-4 py-3 text-sm">
      <h3 className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
        {title}
        <Badge tone={incident.status === "resolved" ? "ok" : "warning"}>{incident.status}</Badge>
      </h3>
      <ol aria-label="Notes" className="flex flex-col gap-2">
        {notes.map((each) => (
          <li key={each.id}>
            <p className="whitespace-pre-wrap wrap-anywhere">{each.text}</p>
            <p className="text-xs text-muted">
              {each.status}, <Time at={each.createdAt} />
            </p>
          </li>
        ))}
      </ol>
      <Segments label="It is" options={statuses} value={status} onChange={setStatus} />
      <ReplyForm
        label="What is new"
        action="Add the note"
        onSend={(text) => note.mutateAsync({ id, status, text })}
      />
    </article>
  );
}
