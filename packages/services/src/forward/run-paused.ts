/** Why a call ends that waits for a person in a run: the run waits on without a process, and makes it again. */
export class RunPaused extends Error {
  override name = "RunPaused";
}
