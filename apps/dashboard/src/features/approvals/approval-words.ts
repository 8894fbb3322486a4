import type { ApprovalStatus } from "@patchops/contract";
import type { Tone } from "../../ui/badge.tsx";

export const approvalWords: Record<ApprovalStatus, { word: string; tone: Tone }> = {
  pending: { word: "Awaiting approval", tone: "warning" },
  approved: { word: "Approved, not used yet", tone: "ok" },
  used: { word: "Approved", tone: "ok" },
  denied: { word: "Denied", tone: "error" },
  expired: { word: "Expired", tone: "neutral" },
};
