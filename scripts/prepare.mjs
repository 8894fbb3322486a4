// Installs and builds what is missing or stale, a line a stage. Runs under whatever Node the machine has (>= 20).
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshBundle } from "./fresh-bundle.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const pnpmVersion = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager.split("@")[1];

/** The system's certificates count too: Node and npm know only their own, and networks that inspect TLS add one there. */
const systemCertificates = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
].find((path) => existsSync(path));
const environment = {
  ...(systemCertificates === undefined
    ? {}
    : { NODE_EXTRA_CA_CERTS: systemCertificates, SSL_CERT_FILE: systemCertificates }),
  ...process.env,
  CI: "true",
  DO_NOT_TRACK: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  PATH: [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
};

function fail(problem, remedy, detail = "") {
  process.stderr.write(`${detail}${problem}\n${remedy}\n`);
  process.exit(1);
}

function stage(name, isFresh, run) {
  if (isFresh()) return;
  process.stdout.write(`  ${name}…`);
  const began = performance.now();
  run();
  process.stdout.write(` ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}

/** Runs quietly; what a failed command said is shown. */
function run(command, args, problem, remedy) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    env: environment,
    encoding: "utf8",
    shell: process.platform === "win32",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) fail(problem, remedy, `\n${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}\n`);
}

const stampFile = join(root, "node_modules", ".patchops-stamps.json");
const stamps = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, "utf8")) : {};

function remember(name, hash) {
  stamps[name] = hash;
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamps));
}

function hashOf(paths) {
  const hash = createHash("sha256");
  const walk = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        if (!["node_modules", "dist", ".types", ".turbo"].includes(name)) walk(join(path, name));
      }
    } else hash.update(path).update(readFileSync(path));
  };
  for (const path of paths) walk(join(root, path));
  return hash.digest("hex");
}

const [major] = process.versions.node.split(".").map(Number);
if (major < 20)
  fail(`Node ${process.versions.node} is too old.`, "Install Node 20 or newer: https://nodejs.org");

const manifests = ["apps", "packages"].flatMap((base) =>
  readdirSync(join(root, base)).map((name) => join(base, name, "package.json")),
);
const installHash = hashOf(["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ...manifests]);
stage(
  "Installing",
  () => stamps.install === installHash && existsSync(join(root, "node_modules", ".modules.yaml")),
  () => {
    run(
      "npx",
      ["-y", `pnpm@${pnpmVersion}`, "install", "--frozen-lockfile"],
      "The packages could not be installed.",
      "Check the network and the free disk space, then run the command again.",
    );
    remember("install", installHash);
  },
);

const buildHash = hashOf(["apps/dashboard", "packages/contract/src", "pnpm-lock.yaml"]);
stage(
  "Building the dashboard",
  () => stamps.build === buildHash && existsSync(join(root, "apps/dashboard/dist/index.html")),
  () => {
    run(
      "npx",
      ["-y", `pnpm@${pnpmVersion}`, "run", "build"],
      "The dashboard could not be built.",
      "See the lines above.",
    );
    remember("build", buildHash);
  },
);

stage(
  "Bundling",
  () => freshBundle("server") !== undefined && freshBundle("cli") !== undefined,
  () =>
    run(
      "node",
      ["scripts/bundle.mjs"],
      "The server and the CLI could not be bundled.",
      "See the lines above.",
    ),
);
