import type { Generated, Timestamp } from "./column.ts";

/** How a part of the instance is. */
export interface ComponentStateTable {
  component: string;
  isUp: boolean;
  since: Timestamp;
  detail: string | null;
  checkedAt: Timestamp;
  /** Checks in a row that found it down. */
  failures: number;
  /** When the operator was told that it is down; null = they were not, or were told of its end. */
  alertedAt: Timestamp | null;
}

/** Minutes of a day; primary key (component, day). */
export interface ComponentDayTable {
  component: string;
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  upMinutes: number;
  downMinutes: number;
}

/** Something that the operator tells of at the status page. */
export interface IncidentTable {
  id: string;
  title: string;
  status: "investigating" | "identified" | "monitoring" | "resolved";
  createdAt: Generated<Timestamp>;
}

/** What was told of an incident; primary key (incidentId, id). */
export interface IncidentNoteTable {
  incidentId: string;
  id: string;
  status: IncidentTable["status"];
  text: string;
  /** Null = the operator at the host. */
  createdBy: string | null;
  createdAt: Generated<Timestamp>;
}
