import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/client.ts";
import { reachability } from "./api/reachability.ts";
import { sessionQuery } from "./api/session.ts";
import { App } from "./app.tsx";

// What was missed while the server was away is fetched again.
reachability.onReturn(() => void queryClient.invalidateQueries());

async function start(): Promise<void> {
  const isSignIn = ["/login", "/signup"].includes(window.location.pathname);
  if (!isSignIn) {
    // Who is there and the frame around the page: asked for now, not when the router comes to them. It shows what fails.
    void queryClient.prefetchQuery(sessionQuery);
    import("./shell/shell.tsx").catch(() => undefined);
  }
  const { router } = await (isSignIn ? import("./sign-in-router.ts") : import("./router.ts"));
  const root = document.querySelector("#root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <App router={router} />
    </StrictMode>,
  );
}

// Not awaited here: the pages' files import this one's, and would wait for it while it waits for them.
void start();
