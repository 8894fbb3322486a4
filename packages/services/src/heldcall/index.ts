export { type HeldCallRelay, openHeldCallRelay } from "./relay.ts";
