import type { Database } from "@patchops/db";
import type { Log } from "../context.ts";
import type { CallSpeech, MeteredCall } from "./meter.ts";
import { redact } from "./redact.ts";
import { storePayloads } from "./system/store-payloads.ts";

interface Waiting {
  call: MeteredCall;
  speech: CallSpeech;
}

export interface SpeechKeeper {
  keep(call: MeteredCall, speech: CallSpeech): void;
  /** Waits until what is kept so far is stored, or has failed to be. */
  drain(): Promise<void>;
}

const maxWaiting = 500;
const batchSize = 200;
/** Nobody reads more, and a week of more would fill a disk. */
const maxPerSecond = 200;
const lingerMs = 50;
const maxPayloadBytes = 64 * 1_024;

/**
 * Redacts and stores what was said in calls, off their path. Beyond 200 a second, or 500 that wait for the database,
 * what was said is not kept.
 */
export function createSpeechKeeper({ database, log }: { database: Database; log: Log }): SpeechKeeper {
  const waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let storing: Promise<void> | undefined;
  let secondMs = 0;
  let keptThisSecond = 0;

  /** Whether this second has room for one more. */
  function takePlace(): boolean {
    const nowMs = performance.now();
    if (nowMs - secondMs >= 1_000) {
      secondMs = nowMs;
      keptThisSecond = 0;
    }
    keptThisSecond += 1;
    return keptThisSecond <= maxPerSecond;
  }

  function drain(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    storing ??= storeAll().finally(() => {
      storing = undefined;
    });
    return storing;
  }

  async function storeAll(): Promise<void> {
    while (waiting.length > 0) {
      const payloads = waiting.splice(0, batchSize).map(({ call, speech }) => {
        const said = redact(speech.arguments, maxPayloadBytes, speech.hiddenFields);
        const answered = redact(speech.result, maxPayloadBytes, speech.hiddenFields);
        return {
          organizationId: call.organizationId,
          eventId: call.id,
          arguments: said.value,
          result: answered.value,
          hiddenFields: said.hidden + answered.hidden,
        };
      });
      await storePayloads(database, payloads).catch((error: unknown) => {
        log.warn({ error, payloads: payloads.length }, "what was said in calls could not be kept");
      });
    }
  }

  return {
    keep(call, speech) {
      if (waiting.length >= maxWaiting || !takePlace()) return;
      waiting.push({ call, speech });
      timer ??= setTimeout(() => void drain(), lingerMs);
    },
    drain,
  };
}
