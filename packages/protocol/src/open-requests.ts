import type { RpcId } from "./json-rpc.ts";

/**
 * Requests under way, by their JSON-RPC ids, oldest first.
 *
 * No Map: each time a Map makes room, the table that it leaves goes on pointing at the next one. Once one of them has grown
 * old, it keeps all that follow, and every request that was in them, alive until the next full collection.
 */
export class OpenRequests<Request> {
  readonly #ids: RpcId[] = [];
  readonly #requests: Request[] = [];

  get size(): number {
    return this.#ids.length;
  }

  add(id: RpcId, request: Request): void {
    this.#ids.push(id);
    this.#requests.push(request);
  }

  /** The newest with the id: who uses one twice means that. */
  get(id: unknown): Request | undefined {
    const at = this.#ids.lastIndexOf(id as RpcId);
    return at === -1 ? undefined : this.#requests[at];
  }

  /** Whether it was there. */
  remove(request: Request): boolean {
    const at = this.#requests.indexOf(request);
    if (at === -1) return false;
    this.#ids.splice(at, 1);
    this.#requests.splice(at, 1);
    return true;
  }

  /** The newest that fits. */
  findLast(fits: (request: Request) => boolean): Request | undefined {
    return this.#requests.findLast(fits);
  }

  /** All that are there now, whatever happens to them meanwhile. */
  [Symbol.iterator](): Iterator<Request> {
    return [...this.#requests].values();
  }
}
