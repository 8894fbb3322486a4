export { changeDemo } from "./change-demo.ts";
export { getDefinitionHolding, setDefinitionHolding } from "./holding.ts";
export { listReviews } from "./list.ts";
export { reviewTools } from "./review-tools.ts";
