import { parseMessage } from "@patchops/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorAnswer, resultAnswer } from "./rpc-answer.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

test("an id comes back as it was, whatever text or whole number it is", () => {
  const id = fc.oneof(fc.string({ unit: "binary" }), fc.maxSafeInteger());
  // JSON has no -0.
  const jsonValue = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  fc.assert(
    fc.property(id, fc.dictionary(fc.string(), jsonValue), (given, result) => {
      const { message } = parseMessage(JSON.stringify({ jsonrpc: "2.0", id: given, method: "ping" }));
      const read = "id" in message ? message.id : undefined;
      if (read === undefined || read === null) throw new Error("the id is gone");
      const answer = parseMessage(resultAnswer(read, result)).message;
      expect(answer).toEqual({ jsonrpc: "2.0", id: given, result });
      const refusal = parseMessage(errorAnswer(read, { code: -32_602, message: "no" })).message;
      expect("id" in refusal && refusal.id).toBe(given);
    }),
    { numRuns: 500 },
  );
});
