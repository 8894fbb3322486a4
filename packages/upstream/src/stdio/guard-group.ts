import { spawn } from "node:child_process";

/**
 * Waits for the end of its input, which only our own end can bring about; then asks the group to end and, 2 s later, makes it.
 * What is sent to every process of a service at once does not move it.
 */
const script = `trap '' TERM HUP INT; read -r _; kill -s TERM -- "-$1"; sleep 2; kill -s KILL -- "-$1"`;

/**
 * Ends a process group when this process is gone, however it went: a kill -9 leaves us no word, but closes our pipes. A shell
 * of its own watches that, since a server may ignore the end of its input. Answers how to call the watch off.
 */
export function guardGroup(groupId: number): () => void {
  const watch = spawn("/bin/sh", ["-c", script, "patchops-guard", String(groupId)], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdio: ["pipe", "ignore", "ignore"],
    // In a session of its own: Ctrl-C in a terminal is not meant for it.
    detached: true,
  });
  watch.unref();
  // A system without /bin/sh: servers that ignore the end of their input outlive a kill -9 there.
  watch.once("error", () => undefined);
  watch.stdin?.once("error", () => undefined);
  return () => void watch.kill("SIGKILL");
}
