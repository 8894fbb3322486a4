import type { Execution } from "@patchops/contract";

/** What each exit code of the CLI means. */
export const exitCodes = {
  0: "ok",
  1: "the tool or run ended in error",
  2: "usage",
  3: "sign-in or permission",
  4: "unreachable",
  5: "quota",
  6: "awaiting approval",
  130: "interrupted",
} as const;

export type ExitCode = keyof typeof exitCodes;

const codesOfErrors: Record<string, ExitCode> = {
  usage: 2,
  invalid_input: 2,
  malformed_request: 2,
  too_large: 2,
  unauthenticated: 3,
  invalid_credentials: 3,
  forbidden: 3,
  insufficient_scope: 3,
  origin_refused: 3,
  account_suspended: 3,
  organization_frozen: 3,
  deletion_pending: 3,
  step_up_required: 3,
  signup_closed: 3,
  owner_code_required: 3,
  needs_sign_in: 3,
  registration_needed: 3,
  sign_in_unavailable: 3,
  private_address: 3,
  server_not_allowed: 3,
  stdio_not_allowed: 3,
  policy_blocked: 3,
  approval_denied: 3,
  unreachable: 4,
  unexpected_answer: 4,
  unavailable: 4,
  timeout: 4,
  dns_failed: 4,
  connection_refused: 4,
  tls_failed: 4,
  breaker_open: 4,
  quota_exceeded: 5,
  too_many_calls: 5,
  rate_limited: 5,
  approval_required: 6,
  approval_expired: 6,
};

/** The exit code that an error's code stands for. */
export function exitCodeOfError(code: string): ExitCode {
  return codesOfErrors[code] ?? 1;
}

type ExecutionEnd = Pick<Execution, "status"> & { error?: { code?: string | undefined } | null };

/** The exit code of a run that ended, or stopped to wait. */
export function exitCodeOfRun({ status, error }: ExecutionEnd): ExitCode {
  switch (status) {
    case "failed":
      return codesOfErrors[error?.code ?? ""] === 6 ? 6 : 1;
    case "succeeded":
      return 0;
    case "quota_exceeded":
      return 5;
    case "awaiting_approval":
    case "needs_decision":
      return 6;
    case "awaiting_sign_in":
      return 3;
    default:
      return 1;
  }
}
