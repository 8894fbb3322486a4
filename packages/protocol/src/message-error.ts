import { rpcErrorCodes } from "./rpc-error-codes.ts";

/** Why a text is no message. `rpcCode` is what an answer to it carries. */
export class MessageError extends Error {
  override readonly name = "MessageError";
  readonly code: "malformed_json" | "too_deep" | "not_json_rpc";
  readonly rpcCode: number;

  constructor(code: MessageError["code"], message: string) {
    super(message);
    this.code = code;
    this.rpcCode = code === "malformed_json" ? rpcErrorCodes.parseError : rpcErrorCodes.invalidRequest;
  }
}
