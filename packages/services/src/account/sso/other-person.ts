import { AppError } from "@patchops/contract";

/** What is said where a provider gives an address to somebody new: they get nobody's account by it. */
export function otherPerson(): AppError {
  return new AppError("conflict", "That account is somebody else's at this provider.", {
    next: "Ask an owner or admin of the organization to remove that member first.",
    details: { reason: "other_person" },
  });
}
