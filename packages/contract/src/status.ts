import { z } from "zod";
import { idSchema } from "./id.ts";
import { type componentIds, incidentStatuses } from "./vocabulary.ts";

const title = z
  .string()
  .trim()
  .min(1, "Say in a few words what happens.")
  .max(150, "Use at most 150 characters.");
const text = z.string().trim().min(1, "Write something.").max(5_000, "Use at most 5,000 characters.");

export const openIncidentInput = z.object({ title, text });
export type OpenIncidentInput = z.infer<typeof openIncidentInput>;

export const noteIncidentInput = z.object({ id: idSchema, status: z.enum(incidentStatuses), text });
export type NoteIncidentInput = z.infer<typeof noteIncidentInput>;

export interface ComponentStatus {
  id: (typeof componentIds)[number];
  isUp: boolean;
  /** What is wrong; null = nothing. */
  detail: string | null;
  since: string;
  checkedAt: string;
  /** The last 90 at most, the oldest first; `upShare` from 0 to 1. */
  days: { day: string; upShare: number }[];
}

export interface IncidentNote {
  id: string;
  status: (typeof incidentStatuses)[number];
  text: string;
  createdAt: string;
}

export interface Incident {
  id: string;
  title: string;
  status: (typeof incidentStatuses)[number];
  createdAt: string;
  /** The newest first. */
  notes: IncidentNote[];
}

/** How the instance is, and was. */
export interface InstanceStatus {
  components: ComponentStatus[];
  /** Of the last 90 days, the newest first. */
  incidents: Incident[];
}
