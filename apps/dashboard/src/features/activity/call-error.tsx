import { Link } from "@tanstack/react-router";
import { ErrorCodeLink } from "../../ui/error-code-link.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import type { CallAnswer } from "./call-answer.ts";

/** Why a call did not succeed, and whether anything left this instance. */
export function CallError({ call }: { call: CallAnswer }) {
  if (call.outcome === "ok") return null;
  const message = call.errorMessage ?? resultText(call);
  return (
    <div className="rounded-lg border border-error/30 bg-error-tint px-3 py-2.5 text-sm">
      <p className="wrap-anywhere">
        {call.errorCode && (
          <ErrorCodeLink code={call.errorCode} className="mr-2 text-xs font-medium text-error" />
        )}
        {message ? <VisibleText>{message}</VisibleText> : "No reason was recorded."}
      </p>
      <p className="mt-1 text-xs text-text/80">
        {call.wasSent
          ? "It was sent to the upstream, so it may have taken effect."
          : "Nothing was sent to the upstream."}
      </p>
      {isByPolicy(call) && call.exposedName && (
        <Link
          to="/tools/why"
          search={{
            tool: call.exposedName,
            ...(call.apiKeyId !== null && { key: call.apiKeyId }),
            ...(call.profile !== null && { profile: call.profile }),
          }}
          className="inline-flex min-h-6 items-center text-link underline underline-offset-2"
        >
          Show what decides
        </Link>
      )}
    </div>
  );
}

function isByPolicy({ errorCode }: CallAnswer): boolean {
  return errorCode === "policy_blocked" || errorCode === "approval_required";
}

/** A tool's own error stands in its result as text. */
function resultText(call: CallAnswer): string | undefined {
  const result = call.payload?.result;
  if (typeof result !== "object" || result === null || !("content" in result)) return undefined;
  if (!Array.isArray(result.content)) return undefined;
  const first: unknown = result.content[0];
  return typeof first === "object" && first !== null && "text" in first && typeof first.text === "string"
    ? first.text.slice(0, 1_000)
    : undefined;
}
