import { createAbort } from "./create-abort.ts";
import { createBlobs } from "./create-blobs.ts";
import { createBridge } from "./create-bridge.ts";
import { createClock } from "./create-clock.ts";
import { createConsole } from "./create-console.ts";
import { createDurable } from "./create-durable.ts";
import { createFailure } from "./create-failure.ts";
import { createFetch } from "./create-fetch.ts";
import { createInspect } from "./create-inspect.ts";
import { createInstaller, type PreludeParts } from "./create-installer.ts";
import { createRandom } from "./create-random.ts";
import { createStructuredClone } from "./create-structured-clone.ts";
import { createTextCodecs } from "./create-text-codecs.ts";
import { createTimers } from "./create-timers.ts";
import { createTools } from "./create-tools.ts";
import { hardenGlobals } from "./harden-globals.ts";
import { capturePrimordials } from "./primordials.ts";

const parts: Omit<PreludeParts, "createUrls"> = {
  capturePrimordials,
  hardenGlobals,
  createInspect,
  createClock,
  createBridge,
  createFailure,
  createBlobs,
  createTools,
  createFetch,
  createDurable,
  createAbort,
  createStructuredClone,
  createTextCodecs,
  createRandom,
  createConsole,
  createTimers,
};

/** The script of the snapshot. Each part is its own source text, its types already stripped by Node. */
export function preludeSource(urlLibrary: string): string {
  const members = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`);
  members.push(`createUrls: (exports, atob) => { ${urlLibrary}\n return exports; }`);
  return inLatin1(
    `globalThis.$install = (() => { "use strict"; return (${createInstaller.toString()})({ ${members.join(",\n")} }); })();`,
  );
}

/** One character beyond Latin-1 and V8 keeps two bytes for each, in every isolate. */
function inLatin1(source: string): string {
  const escaped = source.replace(
    /[^\0-\xff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  // A text made from a wide one stays wide, whatever is in it.
  return Buffer.from(escaped, "latin1").toString("latin1");
}

/**
 * Walks the common paths once while the snapshot is made, so that it holds their code compiled. It makes a text of one real
 * time alone, that of its one line: where two numbers meet in V8's cache of such texts, that grows by 256 kB in every isolate.
 */
export const preludeWarmup = `(async () => {
  const turn = async () => { for (let i = 0; i < 50; i++) await undefined; };
  const deliver = $install(() => undefined, false);
  $start(async () => {
    await tools.a.b({ c: 1 });
    try { await tools.a.b() } catch (error) { console.log("%s", "a", { b: [1, new Map([[1, 2]])] }, error) }
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { crypto: crypto.randomUUID(), random: Math.random(), at: new Date(), input };
  }, "{}", 1000, 1000, 10, 10, 1000, "[1,2,3,4,5,6,7,8]", true, "[1,1000]", true);
  await turn();
  deliver('[["a",1,1,"{}"]]');
  await turn();
  deliver(JSON.stringify([["a", 2, 0, '["timeout","late",true]']]));
  await turn();
  deliver('[["t",1]]');
  await turn();
  deliver("[]");
})()`;
