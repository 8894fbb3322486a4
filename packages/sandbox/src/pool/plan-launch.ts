import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

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

// V8 reserves 512 MB of writable code range per isolate, Node's own included; the kernel counts them as data. Those
// of ended isolates go a little later.
const codeRangeBytes = 550_000_000;
const nobody = "65534";
const probeTimeoutMs = 5_000;

export interface ChildSize {
  /** Isolates that may exist at once, waiting ones included. */
  isolates: number;
  /** Memory limit for which isolates are made ahead. */
  memoryMb: number;
  /** What the process may really use. */
  maxRssBytes: number;
}

/**
 * Finds the strictest way to start a child that works on this machine, by trying: in processes beside this one, for some
 * ten milliseconds. Never rejects; throws when the program's own files are not there.
 */
export function planLaunch(options: ChildSize): Promise<LaunchPlan> {
  const entry = fileURLToPath(new URL("../child/boot.mjs", import.meta.url));
  const sources = dirname(dirname(entry));
  const addon = dirname(createRequire(import.meta.url).resolve("isolated-vm"));
  const gyp = dirname(createRequire(`${addon}/`).resolve("node-gyp-build"));
  // node-gyp-build asks whether this is Alpine before it picks a binary.
  const readable = [dirname(sources), addon, `${dirname(addon)}/node-gyp-build`, gyp, "/etc/alpine-release"];
  const node = [
    process.execPath,
    // isolated-vm asks for it: its isolates do not share Node's own start-up snapshot.
    "--no-node-snapshot",
    "--disable-warning=ExperimentalWarning",
    "--disable-warning=SecurityWarning",
    "--permission",
    "--allow-addons",
    ...readable.map((path) => `--allow-fs-read=${path}`),
    entry,
    String(options.isolates),
    String(options.memoryMb),
    String(options.maxRssBytes),
  ];

  const dataBytes = options.maxRssBytes + codeRangeBytes * (options.isolates + 4);
  const limit = ["/bin/sh", "-c", `ulimit -d ${Math.floor(dataBytes / 1024)} && exec "$@"`, "sh"];
  return tryOut({ node, limit, needed: [process.execPath, entry, `${addon}/package.json`] }, stripSources());
}

async function tryOut(
  { node, limit, needed }: { node: string[]; limit: string[]; needed: string[] },
  sources: Promise<Uint8Array>,
): Promise<LaunchPlan> {
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

function stripSources(): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const worker = new Worker(new URL("./strip-worker.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {},
    workerData: new URL("../child/main.ts", import.meta.url).href,
  });
  worker.once("message", resolve);
  worker.once("error", reject);
  worker.unref();
  // Whoever starts a child hears of a failure; without one there is nobody to tell.
  promise.catch(() => undefined);
  return promise;
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
