import { newId } from "@patchops/contract";
import { afterAll } from "vitest";
import type { Services } from "../context.ts";
import { openTestServices, withParts } from "../testing/open-test-services.ts";
import { usageRecord } from "./journal/usage-record.ts";
import type { CallEnd, Meter, MeterDimensions, UsageRecord } from "./meter.ts";
import { openMeter } from "./open-meter.ts";
import { storeRecords } from "./store-records.ts";
import { journalDirectory, testCall, testEnd } from "./test-meter.ts";

/** Test services that meter, for tests of what people see of it. */
export async function openUsageServices(): Promise<{ services: Services; meter: Meter }> {
  const { services } = await openTestServices();
  const { directory, remove } = journalDirectory();
  const meter = await openMeter({ database: services.database, directory, log: services.log });
  // Hooks run last first: the database closes after this.
  afterAll(async () => {
    await meter.close();
    remove();
  });
  return { services: withParts(services, { meter }), meter };
}

export interface PastCall {
  organizationId: string;
  at: string;
  dimensions?: Partial<MeterDimensions>;
  end?: Partial<CallEnd>;
  totalMs?: number;
}

/** The record of a call at some moment; its id carries the time, as real ones do. */
export function pastRecord({ organizationId, at, dimensions, end, totalMs = 20 }: PastCall): UsageRecord {
  const time = Date.parse(at).toString(16).padStart(12, "0");
  const id = `${time.slice(0, 8)}-${time.slice(8)}${newId().slice(13)}`;
  return usageRecord(id, testCall(organizationId, dimensions), { end: testEnd(end), totalMs });
}

export const storePast = storeRecords;
