import { DatabaseAway } from "./database-away.ts";

const networkCodes: readonly string[] = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
];
/** Class 08: the connection failed; 57P0x: the server stops, crashed, starts, or closed an idle session; 53300: it is full. */
const sqlStates = /^(?:08...|57P0[1235]|53300)$/;
/** What the driver says, without a code, of a connection that it lost, cannot get, or that answers no more. */
const driverWords =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:has encountered a connection error|was closed)|Cannot use a pool after calling end)/;

function isOutage(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return networkCodes.includes(code) || sqlStates.test(code) || driverWords.test(error.message);
}

/** An error of the driver as `DatabaseAway` where it says that the server is; any other as it is. */
export function explainOutage(error: unknown): unknown {
  return isOutage(error) ? new DatabaseAway(error) : error;
}
