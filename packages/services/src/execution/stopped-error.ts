/** What is told of a run whose node stopped or died. */
export const stoppedError = {
  name: "Error",
  code: "interrupted",
  message: "PatchOps was stopped while this program ran. Its calls so far are in activity.",
  retryable: true,
} as const;
