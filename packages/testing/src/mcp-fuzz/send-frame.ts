import { type Agent, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Frame } from "./frame.ts";

/** What came back; status 0 = the connection ended without an answer. */
export interface FrameAnswer {
  status: number;
  type: string;
  text: string;
}

const patienceMs = 60_000;

/** Sends a frame and waits for what comes of it. Rejects when nothing does. */
export function sendFrame(url: string, frame: Frame, agent: Agent): Promise<FrameAnswer> {
  return frame.raw === undefined ? sendRequest(url, frame, agent) : sendRaw(url, frame, frame.raw);
}

function sendRequest(url: string, frame: Frame, agent: Agent): Promise<FrameAnswer> {
  const { method, path, headers, body, times = 1 } = frame;
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method, headers, agent }, (response) => {
      text(response).then(
        (received) =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers["content-type"] ?? "",
            text: received,
          }),
        reject,
      );
    });
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error("no answer")));
    outgoing.once("error", reject);
    for (let count = 1; count < times; count += 1) outgoing.write(body);
    outgoing.end(body);
  });
}

function sendRaw(url: string, { isEndless }: Frame, raw: string): Promise<FrameAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = "";
    const dripping = isEndless ? setInterval(() => socket.write("1\r\n \r\n"), 100) : undefined;
    socket.setTimeout(patienceMs, () => {
      reject(new Error("the connection stays open"));
      socket.destroy();
    });
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
    });
    // A reset is an end as well.
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clearInterval(dripping);
      const status = /^HTTP\/1\.1 (\d+)/.exec(received)?.[1];
      resolve({ status: Number(status ?? 0), type: "", text: received.split("\r\n\r\n")[1] ?? "" });
    });
    socket.write(raw);
    if (!isEndless) socket.end();
  });
}
