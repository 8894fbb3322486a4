import {
  addConnectionInput,
  changeDemoInput,
  connectionRef,
  connectionRulesSchema,
  definitionHoldingSchema,
  listReviewsInput,
  reviewToolsInput,
  setConnectionClientInput,
  startSignInInput,
  updateConnectionInput,
} from "@patchops/contract";
import {
  addConnection,
  changeDemo,
  getConnection,
  getConnectionRules,
  getDefinitionHolding,
  listConnections,
  listReviews,
  refreshConnection,
  removeConnection,
  reviewTools,
  setConnectionClient,
  setConnectionRules,
  setDefinitionHolding,
  signOutOfConnection,
  startSignIn,
  updateConnection,
  watchReport,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";
import { whileCurrent } from "../while-current.ts";

export const connectionRouter = router({
  add: procedure.input(addConnectionInput).mutation(({ ctx, input }) => addConnection(ctx.context, input)),
  list: procedure.query(({ ctx }) => listConnections(ctx.context)),
  get: procedure.input(connectionRef).query(({ ctx, input }) => getConnection(ctx.context, input)),
  update: procedure
    .input(updateConnectionInput)
    .mutation(({ ctx, input }) => updateConnection(ctx.context, input)),
  refresh: procedure.input(connectionRef).mutation(({ ctx, input }) => refreshConnection(ctx.context, input)),
  remove: procedure.input(connectionRef).mutation(({ ctx, input }) => removeConnection(ctx.context, input)),
  /** Its tools whose changed definitions are held. */
  reviews: procedure
    .input(listReviewsInput.optional())
    .query(({ ctx, input }) => listReviews(ctx.context, input)),
  review: procedure.input(reviewToolsInput).mutation(({ ctx, input }) => reviewTools(ctx.context, input)),
  holding: procedure.query(({ ctx }) => getDefinitionHolding(ctx.context)),
  setHolding: procedure
    .input(definitionHoldingSchema)
    .mutation(({ ctx, input }) => setDefinitionHolding(ctx.context, input)),
  /** Who may add connections, and to which servers. */
  rules: procedure.query(({ ctx }) => getConnectionRules(ctx.context)),
  setRules: procedure
    .input(connectionRulesSchema)
    .mutation(({ ctx, input }) => setConnectionRules(ctx.context, input)),
  changeDemo: procedure.input(changeDemoInput).mutation(({ ctx, input }) => changeDemo(ctx.context, input)),
  /** Begins a sign-in at the connection's provider, in the browser that asks. */
  signIn: procedure.input(startSignInInput).mutation(async ({ ctx, input }) => {
    const { url, cookie, expiresAt } = await startSignIn(ctx.context, input, ctx.cookieHeader);
    ctx.resHeaders.append("set-cookie", cookie);
    return { url, expiresAt };
  }),
  signOut: procedure
    .input(connectionRef)
    .mutation(({ ctx, input }) => signOutOfConnection(ctx.context, input)),
  setClient: procedure
    .input(setConnectionClientInput)
    .mutation(({ ctx, input }) => setConnectionClient(ctx.context, input)),
  /** The connect report, line by line while it runs. */
  report: procedure.input(connectionRef).subscription(async function* ({ ctx, input, signal }) {
    yield* whileCurrent(ctx, signal, (standing) => watchReport(ctx.context, input, standing));
  }),
});
