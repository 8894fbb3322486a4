/** For whom a page of ours led here because their login had been ended. */
export function SignedOutNote() {
  return (
    <p role="status" className="mb-4 rounded-md bg-warning-tint px-3 py-2 text-sm text-warning">
      You were signed out: from another device, with a new password, or because you no longer belong to that
      organization. Sign in to go on.
    </p>
  );
}
