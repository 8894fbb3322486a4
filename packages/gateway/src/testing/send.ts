import { request } from "node:http";
import { text } from "node:stream/consumers";

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface Received {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** One request, headers as given (fetch would set Host and Origin itself). */
export function send(url: string, { method = "POST", headers = {}, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (response) => {
      text(response).then((received) => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: received,
          json: parsed(received),
        });
      }, reject);
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
