import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";

const inMemory = "/dev/shm";
const neededBytes = 3 * 1024 ** 3;

/**
 * Where tests keep databases: in memory where the machine has such a place with room, else where temporary files are. Half of a
 * database's cost in a test is the writing of its files.
 */
export async function memoryDirectory(): Promise<string> {
  try {
    const { bavail, bsize } = await statfs(inMemory);
    if (process.platform === "linux" && bavail * bsize >= neededBytes) return inMemory;
  } catch {
    // There is no such place.
  }
  return tmpdir();
}
