export { exposeUris } from "./expose-uris.ts";
export { listOffers } from "./list.ts";
export { completeArgument, getPrompt, type OfferAnswer, readResource, subscribeToResource } from "./use.ts";
export { shownConnections, type View } from "./view.ts";
