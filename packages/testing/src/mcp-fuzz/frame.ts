/** What may come of a frame: anything else is a fault. */
export interface Expected {
  /** 0 = the connection ends without an answer. */
  statuses: readonly number[];
  /** Codes of a JSON-RPC error; without it the body is not looked at beyond what holds for all. */
  codes?: readonly number[];
  /** Whether a result is right as well as an error of those codes. */
  orResult?: boolean;
  /** The id that the answer carries. */
  id?: unknown;
}

/** One request as it is sent. */
export interface Frame {
  kind: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer | undefined;
  /** How often the body is sent, one after the other in chunks; else once, with its length. */
  times?: number;
  /** Sent over a socket as it is, in place of all the above. */
  raw?: string;
  /** Bytes go on coming after `raw`, until the other side has enough. */
  isEndless?: boolean;
  expected: Expected;
}
