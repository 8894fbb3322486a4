import { writeSync } from "node:fs";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { plans } from "@patchops/contract";
import { type OpenDatabaseOptions, openDatabase } from "@patchops/db";
import { openMeter } from "./open-meter.ts";
import { memoryLog, testCall, testEnd } from "./test-meter.ts";

/** A process that meters until it is killed; it writes each call's id to stdout once the call's answer would leave. */
const [options, directory = "", organizationId = ""] = process.argv.slice(2);
const database = await openDatabase(JSON.parse(options ?? "") as OpenDatabaseOptions);
const meter = await openMeter({ database, directory, log: memoryLog(), segmentBytes: 50_000 });

const plan = { ...plans.free, callsPerMonth: 20_000 };

async function callForever(): Promise<never> {
  for (;;) {
    const call = meter.begin(testCall(organizationId));
    const admission = await meter.admit({ organizationId, plan, meter: "calls" });
    await call.sentUpstream(admission);
    await wait(Math.random() * 3);
    await call.end(testEnd());
    admission.settle({ isUsed: true });
    writeSync(1, `${call.id}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, callForever));
