export { appUri } from "./app-uri.ts";
export { exposeApp } from "./expose-app.ts";
export { exposeUris } from "./expose-uris.ts";
export { listOffers } from "./list.ts";
export { uriToShow } from "./uri-to-show.ts";
export { completeArgument, getPrompt, type OfferAnswer, readResource, subscribeToResource } from "./use.ts";
export { type OfferView, offerView, type View } from "./view.ts";
