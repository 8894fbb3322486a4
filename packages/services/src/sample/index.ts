export { fillSample } from "./fill-sample.ts";
export { removeSample } from "./remove-sample.ts";
