import { parentPort, workerData } from "node:worker_threads";
import { readChildSources } from "./read-child-sources.ts";

/** Thread for the one load of Node's stripper that the parent needs; it ends with its answer. */
parentPort?.postMessage(readChildSources(new URL(String(workerData))));
