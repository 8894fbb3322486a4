import { createAbort } from "./create-abort.ts";
import { createBridge } from "./create-bridge.ts";
import { createConsole } from "./create-console.ts";
import { createFailure } from "./create-failure.ts";
import { createInspect } from "./create-inspect.ts";
import { createInstaller, type PreludeParts } from "./create-installer.ts";
import { createRandom } from "./create-random.ts";
import { createStructuredClone } from "./create-structured-clone.ts";
import { createTextCodecs } from "./create-text-codecs.ts";
import { createTimers } from "./create-timers.ts";
import { createTools } from "./create-tools.ts";
import { hardenGlobals } from "./harden-globals.ts";
import { capturePrimordials } from "./primordials.ts";

const parts: PreludeParts = {
  capturePrimordials,
  hardenGlobals,
  createInspect,
  createBridge,
  createFailure,
  createTools,
  createAbort,
  createStructuredClone,
  createTextCodecs,
  createRandom,
  createConsole,
  createTimers,
};

/** The script of the snapshot. Each part is its own source text, its types already stripped by Node. */
export function preludeSource(): string {
  const members = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`);
  return `globalThis.$install = (() => { "use strict"; return (${createInstaller.toString()})({ ${members.join(",\n")} }); })();`;
}
