/** Limits of a plan. `null` = no limit. Months are calendar months in UTC. */
export interface Plan {
  name: string;
  callsPerMonth: number | null;
  executionsPerMonth: number | null;
  /** CPU time of programs: a run gets no more than is left, and none begins when nothing is. */
  cpuSecondsPerMonth: number | null;
  /** At a soft limit calls and runs go on, and calls beyond it are overage; a hard one refuses them, but for overage that is switched on. */
  limits: "hard" | "soft";
  /** Whether calls go on when a hard limit cannot be checked; what goes beyond it is overage then. */
  failsOpen: boolean;
  /** Whether a call counts that reached its server and failed. One that never did is free. */
  countsFailures: boolean;
  /** Calls, with a burst of a whole minute's; held on each node, which hear of each other each second. */
  rate: { organizationPerMinute: number; keyPerMinute: number } | null;
  connections: number | null;
  /** People and service accounts, and invitations that wait. */
  members: number | null;
  concurrentCalls: number;
  concurrentExecutions: number;
  /** Ceilings for one run. */
  execution: {
    timeoutMs: number;
    cpuMs: number;
    memoryMb: number;
    outputBytes: number;
    logBytes: number;
    logLines: number;
    maxToolCalls: number;
    maxConcurrentToolCalls: number;
    /** Arguments, and likewise the answer, of one call. */
    toolBytes: number;
  };
  /** Days after which records go, where the instance or the organization does not drop them sooner; null = as those say. */
  keepDays: {
    /** Calls and sessions. Never fewer than 62, so that what a month was billed by can be counted anew until the next one is over. */
    calls: number | null;
    runs: number | null;
    /** What was said in calls. */
    payloads: number | null;
  };
  /** null = it costs nothing. */
  price: PlanPrice | null;
}

/** Whole cents. Months that are counted and billed are calendar months in UTC, whether a plan is paid by month or year. */
export interface PlanPrice {
  currency: "usd";
  monthlyCents: number;
  yearlyCents: number;
  trialDays: number;
  /** What calls beyond the month's cost: so many cents for each so many calls, of which parts are charged. null = there are none. */
  overage: { cents: number; calls: number } | null;
}

const execution = {
  timeoutMs: 120_000,
  cpuMs: 30_000,
  memoryMb: 256,
  outputBytes: 4_194_304,
  logBytes: 1_048_576,
  logLines: 10_000,
  maxToolCalls: 10_000,
  maxConcurrentToolCalls: 100,
  toolBytes: 4_194_304,
};

const overagePer = 1_000;

/** The plan table. An instance's default is `self_hosted`, unless its operator sets `PATCHOPS_DEFAULT_PLAN`. */
export const plans = {
  self_hosted: {
    name: "Self-hosted",
    callsPerMonth: null,
    executionsPerMonth: null,
    cpuSecondsPerMonth: null,
    limits: "hard",
    failsOpen: false,
    countsFailures: true,
    rate: null,
    connections: null,
    members: null,
    concurrentCalls: 256,
    concurrentExecutions: 32,
    execution,
    keepDays: { calls: null, runs: null, payloads: null },
    price: null,
  },
  free: {
    name: "Free",
    callsPerMonth: 1_000,
    executionsPerMonth: 100,
    cpuSecondsPerMonth: 600,
    limits: "hard",
    failsOpen: false,
    countsFailures: true,
    rate: { organizationPerMinute: 1_200, keyPerMinute: 1_200 },
    connections: 10,
    members: 3,
    concurrentCalls: 16,
    concurrentExecutions: 2,
    execution: {
      ...execution,
      timeoutMs: 30_000,
      cpuMs: 5_000,
      memoryMb: 128,
      maxToolCalls: 500,
      maxConcurrentToolCalls: 10,
    },
    keepDays: { calls: 62, runs: 31, payloads: 7 },
    price: null,
  },
  pro: {
    name: "Pro",
    callsPerMonth: 50_000,
    executionsPerMonth: 5_000,
    cpuSecondsPerMonth: 36_000,
    limits: "hard",
    failsOpen: true,
    countsFailures: true,
    rate: { organizationPerMinute: 6_000, keyPerMinute: 3_000 },
    connections: 50,
    members: 20,
    concurrentCalls: 64,
    concurrentExecutions: 8,
    execution: { ...execution, cpuMs: 15_000, maxToolCalls: 2_000 },
    keepDays: { calls: 90, runs: 90, payloads: 30 },
    price: {
      currency: "usd",
      monthlyCents: 2_000,
      yearlyCents: 20_000,
      trialDays: 14,
      overage: { cents: 50, calls: overagePer },
    },
  },
  team: {
    name: "Team",
    callsPerMonth: 500_000,
    executionsPerMonth: 50_000,
    cpuSecondsPerMonth: 360_000,
    limits: "hard",
    failsOpen: true,
    countsFailures: false,
    rate: { organizationPerMinute: 30_000, keyPerMinute: 15_000 },
    connections: 200,
    members: 100,
    concurrentCalls: 256,
    concurrentExecutions: 32,
    execution,
    keepDays: { calls: 180, runs: 180, payloads: 90 },
    price: {
      currency: "usd",
      monthlyCents: 10_000,
      yearlyCents: 100_000,
      trialDays: 14,
      overage: { cents: 30, calls: overagePer },
    },
  },
  enterprise: {
    name: "Enterprise",
    callsPerMonth: 5_000_000,
    executionsPerMonth: 500_000,
    cpuSecondsPerMonth: 3_600_000,
    limits: "soft",
    failsOpen: true,
    countsFailures: false,
    rate: { organizationPerMinute: 120_000, keyPerMinute: 60_000 },
    connections: 1_000,
    members: 1_000,
    concurrentCalls: 1_024,
    concurrentExecutions: 64,
    execution,
    keepDays: { calls: 365, runs: 365, payloads: 365 },
    price: {
      currency: "usd",
      monthlyCents: 75_000,
      yearlyCents: 750_000,
      trialDays: 0,
      overage: { cents: 20, calls: overagePer },
    },
  },
} as const satisfies Record<string, Plan>;

export type PlanId = keyof typeof plans;

export function isPlanId(id: string): id is PlanId {
  return Object.hasOwn(plans, id);
}
