export { finishSingleSignOn } from "./finish.ts";
export { startSingleSignOn } from "./start.ts";
