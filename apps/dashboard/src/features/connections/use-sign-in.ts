import type { Connection } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { trpc } from "../../api/client.ts";

/** Where the page that ends a sign-in in a window of its own tells of it. */
const channelName = "patchops-sign-in";

/** Signing in at a connection's provider: in a window of its own, in this one where those are blocked. */
export function useSignIn({ slug, signIn }: Connection) {
  const client = useQueryClient();
  const start = useMutation(trpc.connection.signIn.mutationOptions());
  const isWaiting = signIn !== null && signIn.waitsUntil !== null;

  useEffect(() => {
    const refresh = () => {
      void client.invalidateQueries({ queryKey: trpc.connection.pathKey() });
      void client.invalidateQueries({ queryKey: trpc.tool.pathKey() });
    };
    const channel = new BroadcastChannel(channelName);
    channel.addEventListener("message", refresh);
    // The window may end elsewhere, or be closed: what became of it stands on the server.
    const timer = isWaiting ? setInterval(refresh, 2_000) : undefined;
    return () => {
      channel.close();
      clearInterval(timer);
    };
  }, [client, isWaiting]);

  const begin = async () => {
    // Opened within the click: browsers block windows that come later.
    const popup = window.open("", "_blank", "popup,width=560,height=720");
    try {
      const { url } = await start.mutateAsync({ connection: slug, isPopup: popup !== null });
      if (popup === null) window.location.assign(url);
      else if (!popup.closed) popup.location.href = url;
    } catch {
      // Shown by `error`.
      popup?.close();
    } finally {
      void client.invalidateQueries({ queryKey: trpc.connection.get.queryKey({ connection: slug }) });
    }
  };
  return { begin, isStarting: start.isPending, isWaiting, error: start.error };
}
