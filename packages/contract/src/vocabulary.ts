/** Words of the contract, apart from their schemas: pages that only name them load no schema library. */

/** Of the terms of use (docs/terms.md): who took another is asked again. */
export const termsVersion = "2026-11-27";

/** What a person may do in an organization, from the most to the least. */
export const roles = ["owner", "admin", "member", "viewer"] as const;

/** Where a call came from. */
export const vias = ["mcp", "code", "workflow", "dashboard", "cli", "sdk"] as const;

/** What people and webhooks are told of. */
export const notificationKinds = [
  "connection_broken",
  "quota",
  "approval",
  "run_failed",
  "workflow",
  "single_sign_on",
] as const;

/** What people write to who runs the instance about. */
export const supportKinds = ["question", "problem", "feedback", "privacy"] as const;

/** Whose turn it is. */
export const ticketStatuses = ["open", "answered", "closed"] as const;

/** Parts of an instance, as its status page tells of them. */
export const componentIds = ["requests", "programs", "metering", "mail", "payments", "backups"] as const;

export const componentNames: Readonly<Record<(typeof componentIds)[number], string>> = {
  requests: "Dashboard, API and MCP endpoint",
  programs: "Programs",
  metering: "Metering",
  mail: "Mail",
  payments: "Payments",
  backups: "Backups",
};

export const incidentStatuses = ["investigating", "identified", "monitoring", "resolved"] as const;

/** How a call ended. */
export const outcomes = [
  "ok",
  "tool_error",
  "error",
  "refused",
  "timed_out",
  "cancelled",
  "interrupted",
] as const;

/** What plans limit by months. */
export const usageMeters = ["calls", "executions", "cpu_seconds"] as const;

/** As people read them: plans call an execution a run. */
export const meterNouns: Readonly<Record<(typeof usageMeters)[number], string>> = {
  calls: "calls",
  executions: "runs",
  cpu_seconds: "CPU seconds",
};

/** What usage can be grouped by. */
export const usageDimensions = ["tool", "connection", "provider", "user", "client", "key", "via"] as const;

/** As a filter of calls: those without a client named, without an API key, and so on. No name, slug or id is written like it. */
export const noneFilter = "(none)";

/** How a session's client speaks: the MCP revisions up to 2025-11-25, those since, or not MCP at all (dashboard, CLI, SDK). */
export const sessionEras = ["legacy", "modern", "none"] as const;

/** How a run stands, or ended. */
export const executionStatuses = [
  "queued",
  "running",
  "succeeded",
  "failed",
  "timed_out",
  "memory_exceeded",
  "cancelled",
  "quota_exceeded",
  "awaiting_approval",
  "awaiting_sign_in",
  "interrupted",
  "needs_decision",
  "sleeping",
] as const;

/** From where a run was started. */
export const executionVias = ["dashboard", "cli", "sdk", "mcp", "workflow"] as const;

/** What started a run of a workflow. */
export const workflowTriggers = ["manual", "schedule", "webhook", "tool", "code", "rerun"] as const;

/** What a saved program is called by. */
export const snippetNamePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const snippetNameWords =
  "Use lower-case letters, digits and hyphens, 63 at most, the first no hyphen.";

/** What a key or an OAuth grant may do. A logged-in person has all scopes that their role allows. */
export const scopes = [
  "tools:read",
  "tools:call",
  "code:execute",
  "usage:read",
  "connections:manage",
  "approvals:decide",
  "policies:manage",
  "keys:manage",
  "organization:manage",
  "data:export",
] as const;
