import { parentPort, workerData } from "node:worker_threads";
import type { ChildMain } from "./child-main.ts";
import { readChildSources } from "./read-child-sources.ts";

/** Thread for the one load of Node's stripper that the parent needs; it ends with its answer. */
const main: ChildMain = workerData;
parentPort?.postMessage(readChildSources(main));
