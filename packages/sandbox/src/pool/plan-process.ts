import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ChildMain } from "./child-main.ts";
import { stripSources } from "./strip-sources.ts";

/** What keeps the children apart from the machine, as far as its kernel and the caller's rights allow. */
export interface Isolation {
  /** Children have a network namespace of their own, without any interface that is up. */
  network: boolean;
  /** The kernel ends allocations above the data limit; elsewhere the parent kills by resident size. */
  dataLimit: boolean;
  /** Children run as another user than the parent. */
  user: boolean;
}

export interface LaunchPlan {
  command: string;
  args: string[];
  /** What a child reads first from its pipe. */
  sources: Promise<Uint8Array>;
  isolation: Isolation;
}

export interface ProcessPlan {
  /** Node's, besides those that every child has. */
  flags: string[];
  /** The module that it runs; with all that it imports by relative paths it is handed over stripped. */
  main: ChildMain;
  args: string[];
  /** What it may read besides this package. */
  readable: string[];
  /** A file of those, for the question whether another user can read them. */
  needed: string;
  /** What it may allocate, by the kernel's count. */
  dataBytes: number;
}

/** V8 reserves 512 MB of writable code range per isolate, Node's own included; the kernel counts them as data. */
export const codeRangeBytes = 550_000_000;
const nobody = "65534";
const probeTimeoutMs = 5_000;
const sandboxFolder = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/**
 * Finds the strictest way to start a child that works on this machine, by trying: in processes beside this one, for some
 * ten milliseconds. Never rejects; throws when the program's own files are not there.
 */
export async function planProcess(plan: ProcessPlan): Promise<LaunchPlan> {
  const boot = fileURLToPath(new URL("../child/boot.mjs", import.meta.url));
  // From the first moment: it takes longer than the trials below.
  const sources = packSources(plan.main);
  // Whoever starts a child hears of a failure; without one there is nobody to tell.
  sources.catch(() => undefined);
  const node = [
    process.execPath,
    ...plan.flags,
    "--disable-warning=ExperimentalWarning",
    "--disable-warning=SecurityWarning",
    "--permission",
    ...[sandboxFolder, ...plan.readable].map((path) => `--allow-fs-read=${path}`),
    boot,
    ...plan.args,
  ];
  const limit = ["/bin/sh", "-c", `ulimit -d ${Math.floor(plan.dataBytes / 1024)} && exec "$@"`, "sh"];
  const needed = [process.execPath, boot, plan.needed];
  const asNobody = [
    "setpriv",
    "--reuid",
    nobody,
    "--regid",
    nobody,
    "--clear-groups",
    "--no-new-privs",
    "--",
  ];
  const canRead = ["/bin/sh", "-c", 'test -x "$1" && test -r "$2" && test -r "$3"', "sh", ...needed];
  const ownNetwork = ["unshare", "--net", "--"];
  const ownNetworkAsUser = ["unshare", "--user", "--map-current-user", "--net", "--"];
  const isRoot = process.getuid?.() === 0;
  const works = await probe({
    dataLimit: [...limit, "true"],
    ownNetwork: [...ownNetwork, "true"],
    ownNetworkAsUser: [...ownNetworkAsUser, "true"],
    ...(isRoot ? { user: [...asNobody, ...canRead] } : {}),
  });
  const network = works.has("ownNetwork")
    ? ownNetwork
    : works.has("ownNetworkAsUser")
      ? ownNetworkAsUser
      : undefined;
  const [command = process.execPath, ...args] = [
    ...(network ?? []),
    ...(works.has("user") ? asNobody : []),
    ...(works.has("dataLimit") ? limit : []),
    ...node,
  ];
  return {
    command,
    args,
    sources,
    isolation: {
      network: network !== undefined,
      dataLimit: works.has("dataLimit"),
      user: works.has("user"),
    },
  };
}

/** As a child reads them: four bytes of length, and the text. */
async function packSources(main: ChildMain): Promise<Uint8Array> {
  const text = Buffer.from(await stripSources(main));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  return Buffer.concat([size, text]);
}

/** Tries commands, and answers the names of those that work. One shell for all: this process pays for each of its own. */
function probe(commands: Record<string, string[]>): Promise<Set<string>> {
  const script = Object.entries(commands)
    .map(([name, words]) => `${words.map(quote).join(" ")} >/dev/null 2>&1 && echo ${name}`)
    .join("\n");
  const { promise, resolve } = Promise.withResolvers<Set<string>>();
  const shell = spawn("/bin/sh", ["-c", script], {
    stdio: ["ignore", "pipe", "ignore"],
    timeout: probeTimeoutMs,
  });
  let told = "";
  shell.stdout.on("data", (chunk: Buffer) => {
    told += chunk.toString("utf8");
  });
  shell.on("error", () => resolve(new Set()));
  shell.on("close", () => resolve(new Set(told.split("\n"))));
  return promise;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
