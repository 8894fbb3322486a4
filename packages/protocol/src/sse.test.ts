import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeSseEvent } from "./encode-sse-event.ts";
import { type DecodedSseEvent, SseDecoder, SseLimitError } from "./sse-decoder.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

function decode(text: string | Uint8Array, chunkBytes = 1_000_000): DecodedSseEvent[] {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const decoder = new SseDecoder({ maxEventLength: 1_000_000 });
  const events: DecodedSseEvent[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    events.push(...decoder.push(bytes.subarray(at, at + chunkBytes)));
  }
  return events;
}

const data = (text: string, chunkBytes?: number) => decode(text, chunkBytes).map((event) => event.data);

describe("SseDecoder", () => {
  it("reads events as the standard writes them", () => {
    expect(decode("event: note\nid: 7\ndata: a\ndata:  b\ndata\n\n")).toEqual([
      { event: "note", data: "a\n b\n", lastEventId: "7" },
    ]);
    expect(data("data: 1\n\ndata:2\n\n: comment\n\ndata: 3\n\n")).toEqual(["1", "2", "3"]);
    expect(data("\ufeffdata: first\n\n")).toEqual(["first"]);
    expect(data("event: only\n\nid: 1\n\n")).toEqual([]);
    expect(data("data: unfinished")).toEqual([]);
  });

  it("reads every kind of line end, also when a chunk ends between its two characters", () => {
    for (const end of ["\n", "\r", "\r\n"]) {
      const text = ["data: a", "data: b", "", "data: c", "", ""].join(end);
      for (const size of [1, 2, 3, 5, 100]) expect(data(text, size)).toEqual(["a\nb", "c"]);
    }
    expect(data("data: a\r\n\rdata: b\n\r\n", 1)).toEqual(["a", "b"]);
  });

  it("remembers the last id and the time to wait", () => {
    const decoder = new SseDecoder({ maxEventLength: 1_000 });
    decoder.push(Buffer.from("id: 1\nretry: 250\ndata:\n\nid: 2\n\nretry: soon\n\nid: \0\n\n"));
    expect(decoder.lastEventId).toBe("2");
    expect(decoder.retryMs).toBe(250);
  });

  it("gives back what was encoded, however it is cut into chunks", () => {
    const text = fc.string({ unit: "binary" }).map((drawn) => drawn.replace(/\r\n?/g, "\n"));
    fc.assert(
      fc.property(fc.array(text), fc.integer({ min: 1, max: 50 }), (texts, chunkBytes) => {
        const encoded = texts.map((drawn) => encodeSseEvent({ data: drawn })).join("");
        expect(data(encoded, chunkBytes)).toEqual(texts.map((drawn) => Buffer.from(drawn).toString()));
      }),
    );
  });

  it("gives back whole events with their names and ids, cut anywhere", () => {
    const text = fc.string({ unit: "binary" }).map((drawn) => drawn.toWellFormed().replace(/\r\n?/g, "\n"));
    const line = text.map((drawn) => drawn.replace(/[\n\0]/g, ""));
    const event = fc.record({
      event: line,
      id: line,
      data: text,
      retryMs: fc.option(fc.nat(999_999_999), { nil: undefined }),
    });
    const cuts = fc.array(fc.nat(1_000), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), cuts, (events, places) => {
        const bytes = Buffer.from(
          events
            .map(({ retryMs, ...rest }) =>
              encodeSseEvent(retryMs === undefined ? rest : { ...rest, retryMs }),
            )
            .join(": a comment\n"),
        );
        const borders = [
          0,
          ...places.filter((place) => place < bytes.length).sort((a, b) => a - b),
          bytes.length,
        ];
        const decoder = new SseDecoder({ maxEventLength: 100_000 });
        const decoded = borders.flatMap((border, at) =>
          decoder.push(bytes.subarray(border, borders[at + 1] ?? border)),
        );
        expect(decoded).toEqual(
          events.map(({ event: name, id, data }) => ({
            event: name === "" ? "message" : name,
            data,
            lastEventId: id,
          })),
        );
        expect(decoder.retryMs).toBe(events.findLast(({ retryMs }) => retryMs !== undefined)?.retryMs);
      }),
    );
  });

  it("stops at an event that is too large, in one line or in many", () => {
    const push = (text: string, times: number) => {
      const decoder = new SseDecoder({ maxEventLength: 1_000 });
      for (let count = 0; count < times; count += 1) decoder.push(Buffer.from(text));
    };
    expect(() => push("x".repeat(100), 11)).toThrow(SseLimitError);
    expect(() => push("data: x\n", 200)).toThrow(SseLimitError);
    expect(() => push("event: x\n", 200)).toThrow(SseLimitError);
    expect(() => push(`: ${"x".repeat(100)}\n`, 200)).not.toThrow();
    expect(() => push("data: x\n\n", 200)).not.toThrow();
  });
});

describe("encodeSseEvent", () => {
  it("writes each field, and keeps line breaks from starting a new one", () => {
    expect(encodeSseEvent({ event: "a\ndata: evil", id: "1\r2", retryMs: 5.5, data: "x\r\ny" })).toBe(
      "event: adata: evil\nid: 12\nretry: 5\ndata: x\ndata: y\n\n",
    );
  });
});
