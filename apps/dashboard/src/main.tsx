import "./configure-zod.ts";
import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/client.ts";
import { reachability } from "./api/reachability.ts";
import { App } from "./app.tsx";

// What was missed while the server was away is fetched again.
reachability.onReturn(() => void queryClient.invalidateQueries());

const root = document.querySelector("#root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
