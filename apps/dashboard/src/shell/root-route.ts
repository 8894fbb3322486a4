import { createRootRoute } from "@tanstack/react-router";
import { NotFound } from "./not-found.tsx";
import { PageFailure } from "./page-failure.tsx";

export const rootRoute = createRootRoute({ notFoundComponent: NotFound, errorComponent: PageFailure });
