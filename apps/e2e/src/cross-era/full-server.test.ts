import { afterAll, beforeAll, describe, it } from "vitest";
import { cells } from "./cells.ts";
import { openPeer, type Peer } from "./open-peer.ts";
import { type Upstream, upstreams } from "./upstreams.ts";

describe.each(Object.entries(upstreams))("the full server, %s, gives its own client", (_name, start) => {
  let upstream: Upstream;
  let peer: Peer;
  beforeAll(async () => {
    upstream = await start();
    peer = await openPeer(upstream.era, upstream.dial());
  });
  afterAll(async () => {
    await peer?.close();
    await upstream?.close();
  });

  it.each(Object.entries(cells))("%s", (_cell, does) => does(peer));
});
