import type { ProviderLoginProblem } from "@patchops/contract";

/** Why a login by a provider came to nothing, and what helps. */
export const problemWords: Record<ProviderLoginProblem, string> = {
  cancelled: "You did not agree at the provider. Nothing was changed.",
  expired:
    "That login was not begun in this browser, took longer than 10 minutes, or was used already. Try again.",
  invitation:
    "This invitation is not valid any more, or is for another mail address. Ask whoever sent it for another one.",
  linked_elsewhere: "That account is linked already, or you have another one linked there.",
  no_verified_email:
    "The provider knows no verified mail address of yours. Verify one there, then try again.",
  owner_code_required:
    "The first account needs the code that was printed at start. Enter it, then try again.",
  rate_limited: "Too many tries. Wait a few minutes.",
  refused: "The provider's answer did not fit. Try again; if it stays so, tell the operator.",
  sso_domain: "Your organization's login gave a mail address that is of none of its domains.",
  sso_other_person:
    "The account of that address belongs to somebody else at your organization's login. Ask an owner or admin of the organization to remove that member first.",
  suspended: "This account is suspended.",
  signup_closed: "Sign-up is closed. Ask the owner of this instance for an account.",
  unreachable: "The provider did not answer. Try again in a minute.",
};
