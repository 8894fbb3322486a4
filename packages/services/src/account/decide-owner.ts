import { AppError } from "@patchops/contract";
import { equalConstantTime } from "@patchops/vault";
import type { Settings } from "../context.ts";
import type { Ownership } from "./first-account.ts";

/** Whether this sign-up owns the instance. Throws when it may not be at all. */
export function decideOwner(
  settings: Settings,
  ownership: Ownership,
  given: { code: string | undefined; isInvited: boolean },
): boolean {
  const givenCode = given.code;
  const { ownerCode, signup } = settings;
  const isRightCode =
    ownerCode !== null && givenCode !== undefined && equalConstantTime(givenCode.trim(), ownerCode);
  if (!ownership.hasAdmin && ownerCode !== null && !isRightCode) {
    const isRequired = signup !== "open" && !ownership.hasAccounts;
    if (isRequired || (givenCode ?? "").trim() !== "") {
      throw new AppError("owner_code_required", "That is not the code that was printed at start.", {
        next: "Copy the code from the terminal in which PatchOps runs.",
        details: { field: "ownerCode" },
      });
    }
  }
  const isOwner = !ownership.hasAdmin && (ownerCode === null ? !ownership.hasAccounts : isRightCode);
  if (signup !== "open" && !isOwner && !given.isInvited) {
    throw new AppError("signup_closed", "Sign-up is closed. Ask the owner of this instance for an account.", {
      next:
        signup === "waitlist"
          ? "Join the waitlist, or use the link of your invitation with the address that it was sent to."
          : "The owner runs, where PatchOps runs: npx patchops setup --email you@example.com --password …",
    });
  }
  return isOwner;
}
