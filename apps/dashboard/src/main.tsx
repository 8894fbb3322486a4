import "./styles/index.css";
import type { AnyRouter } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/client.ts";
import { reachability } from "./api/reachability.ts";
import { sessionQuery } from "./api/session.ts";
import { App } from "./app.tsx";

// What was missed while the server was away is fetched again.
reachability.onReturn(() => void queryClient.invalidateQueries());

function show(router: AnyRouter): void {
  const root = document.querySelector("#root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <App router={router} />
    </StrictMode>,
  );
}

// Two ways, not one import that chooses: that would be built to fetch the files of both.
async function start(): Promise<void> {
  const { pathname } = window.location;
  if (
    ["/login", "/signup", "/forgot-password", "/reset-password", "/verify-email", "/unsubscribe"].includes(
      pathname,
    ) ||
    pathname.startsWith("/consent/")
  ) {
    show((await import("./sign-in-router.ts")).router);
    return;
  }
  // Who is there and the frame around the page: asked for now, not when the router comes to them. It shows what fails.
  void queryClient.prefetchQuery(sessionQuery);
  import("./shell/shell.tsx").catch(() => undefined);
  show((await import("./router.ts")).router);
}

// Not awaited here: the pages' files import this one's, and would wait for it while it waits for them.
void start();
