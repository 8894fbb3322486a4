import type { Generated, Timestamp } from "./column.ts";

/** Where a person chose otherwise than what holds for all. No organization table. */
export interface NotificationSettingTable {
  userId: string;
  kind: string;
  channel: "mail" | "dashboard";
  isOn: boolean;
}

/** What somebody was told in the dashboard. */
export interface NotificationTable {
  organizationId: string;
  id: string;
  userId: string;
  kind: string;
  title: string;
  text: string;
  /** A page of ours. */
  path: string;
  createdAt: Generated<Timestamp>;
  readAt: Timestamp | null;
}

/** What somebody was told of their own account. No organization table: whichever they are in, it concerns them. */
export interface AccountNoticeTable {
  userId: string;
  id: string;
  title: string;
  text: string;
  /** A page of ours. */
  path: string;
  createdAt: Generated<Timestamp>;
  readAt: Timestamp | null;
}

/** That an organization was told how full its month is. */
export interface QuotaNoticeTable {
  organizationId: string;
  /** First day of the month, `YYYY-MM-DD`, UTC. */
  period: string;
  /** `calls`, `executions`, `cpu_seconds`, or of a budget `key:<id>` and `member:<id>`. */
  meter: string;
  /** Of a limit; 0 where it is an amount. */
  percent: number;
  amount: Generated<number>;
}

/** At what an organization wants to be told besides 80 % and 100 %; primary key all of it. */
export interface UsageThresholdTable {
  organizationId: string;
  meter: "calls" | "executions" | "cpu_seconds";
  /** One of these is above 0. */
  percent: number;
  amount: number;
}

/** An address that is told of events of an organization. */
export interface WebhookEndpointTable {
  organizationId: string;
  id: string;
  url: string;
  kinds: string[];
  createdBy: string;
  createdAt: Generated<Timestamp>;
}

/** One event for one endpoint. */
export interface WebhookDeliveryTable {
  organizationId: string;
  id: string;
  endpointId: string;
  kind: string;
  /** As it is sent. */
  body: string;
  status: Generated<"waiting" | "delivered" | "failed">;
  attempts: Generated<number>;
  httpStatus: number | null;
  error: string | null;
  nextAt: Timestamp | null;
  createdAt: Generated<Timestamp>;
}
