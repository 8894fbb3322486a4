import type { AppRouter } from "@patchops/api";
import type {
  inferRouterInputs,
  inferRouterOutputs,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from "@trpc/server";
import type { PatchOpsError } from "./patch-ops-error.ts";

/** What every request takes. */
export interface RequestOptions {
  /** Ends the request with the code `cancelled`. */
  signal?: AbortSignal | undefined;
  /** Ends the request with the code `timeout`. Default: the client's. */
  timeoutMs?: number | undefined;
}

export interface Subscriber<Value> {
  onData(value: Value): void;
  onError?: ((error: PatchOpsError) => void) | undefined;
  onComplete?: (() => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface Subscription {
  unsubscribe(): void;
}

export interface Query<Input, Output> {
  query(input: Input, options?: RequestOptions): Promise<Output>;
}

export interface Mutation<Input, Output> {
  mutate(input: Input, options?: RequestOptions): Promise<Output>;
}

export interface Subscribable<Input, Value> {
  subscribe(input: Input, subscriber: Subscriber<Value>): Subscription;
}

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;
type Records = AppRouter["_def"]["record"];

/** tRPC calls the answer of a procedure that answers nothing `never`. */
type Answer<Output> = [Output] extends [never] ? undefined : Output;

type Procedure<Kind, Input, Output> =
  Kind extends TRPCQueryProcedure<infer _>
    ? Query<Input, Answer<Output>>
    : Kind extends TRPCMutationProcedure<infer _>
      ? Mutation<Input, Answer<Output>>
      : Kind extends TRPCSubscriptionProcedure<infer _>
        ? Subscribable<Input, Output extends AsyncIterable<infer Value> ? Value : never>
        : never;

/** Every procedure of the server: `client.<router>.<procedure>.query(input, options)`, `.mutate(…)` or `.subscribe(…)`. */
export type Routers = {
  [Name in keyof Records & keyof Inputs & keyof Outputs]: {
    [Verb in keyof Records[Name] & keyof Inputs[Name] & keyof Outputs[Name]]: Procedure<
      Records[Name][Verb],
      Inputs[Name][Verb],
      Outputs[Name][Verb]
    >;
  };
};
