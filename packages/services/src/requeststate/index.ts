export { openRequestState, type StatePlace, sealRequestState } from "./request-state.ts";
