import type { ErrorGuide } from "./guide.ts";

/** What only the SDK and the command line know, and how runs end besides by their calls. */
export const runGuides = {
  unreachable: {
    title: "PatchOps does not answer",
    cause: "The command line, the SDK or the dashboard got no answer from PatchOps itself.",
    sent: "told",
    steps: [
      "Check that the server runs, and that `PATCHOPS_URL` is the address that it printed.",
      "`setup` and `admin` commands work on the server's own host only, beside its data directory.",
    ],
  },
  unexpected_answer: {
    title: "Something else answered",
    cause: "At the address something answers that is not PatchOps: another program, or a proxy.",
    sent: "told",
    steps: [
      "Use the address that PatchOps prints at its start.",
      "Behind a proxy, look at the proxy's own log.",
    ],
  },
  usage: {
    title: "The command is wrong",
    cause: "A command, an option or an argument is missing or unknown.",
    sent: "no",
    steps: ["`npx patchops help <command>` shows how it is written."],
  },

  syntax_error: {
    title: "The program cannot be read",
    cause:
      "The program is no valid TypeScript or JavaScript. Line and column are of your own source. Nothing of it ran.",
    sent: "no",
    steps: ["Correct the marked line."],
  },
  no_place: {
    title: "No free place in time",
    cause:
      "The run waited for a free place in the sandbox until its own time was over. Nothing of it ran, and it does not count against the plan.",
    sent: "no",
    steps: [
      "Run it again; `queueMs` tells how long it waited.",
      "Give it longer: `--timeout-ms`, or `timeoutMs` in the SDK. The wait is part of that time.",
      "Run fewer programs at once.",
    ],
  },
  too_complicated: {
    title: "The program is too complicated",
    cause:
      "Reading the program took more computing time than one program gets, because it is nested very deeply or very large. Nothing of it ran.",
    sent: "no",
    steps: [
      "Put inner expressions into constants or functions of their own.",
      "Do the work in several programs.",
    ],
  },
  module_not_available: {
    title: "No modules",
    cause: "The program imports a module. Programs stand alone: no module can be loaded.",
    sent: "told",
    steps: ["Take the import away.", "Reach what is outside as `tools.<connection>.<tool>(args)`."],
  },
  result_not_serializable: {
    title: "The result is no JSON",
    cause:
      "The value that the program returned cannot be written as JSON: it refers to itself, is nested too deeply, or holds a BigInt.",
    sent: "told",
    steps: ["Return plain objects, lists, texts and numbers.", "Write a BigInt as a text: `String(value)`."],
  },
  replay_diverged: {
    title: "The replay took another way",
    cause:
      "The program did not do what the log of its run says: another call, or other arguments. The message names the first place. A run that was paused can end with this code after an upgrade that changed the sandbox.",
    sent: "no",
    steps: ["Run the program anew: nothing of the log is used then."],
  },
  needs_decision: {
    title: "A person has to decide",
    cause:
      "The server died while a call was under way that may have taken effect, and whose tool does not say that a second one is harmless (`readOnlyHint`, `idempotentHint`). The run waits.",
    sent: "told",
    steps: [
      "Look at the tool's own side whether the call took effect.",
      "`patchops executions decide <id> repeat` sends it again and lets the run go on; `give-up` ends it. The run's page has buttons for both.",
      "A program whose calls may all be repeated says so at its start: `repeatCalls`.",
    ],
  },
  log_ended: {
    title: "The log ends here",
    cause:
      "A replay came to the point where the run itself was ended, by its time limit for example, and has nothing further to be answered with.",
    sent: "no",
    steps: ["Look at the run itself for how it ended."],
  },
  never_settles: {
    title: "The program waits for ever",
    cause:
      "The program awaits something that can never happen: no call and no timer is left that could go on.",
    sent: "told",
    steps: ["Look for a promise whose `resolve` is never called."],
  },
  cpu_limit: {
    title: "Too much computing",
    cause:
      "The program used more CPU time than the [plan](usage.md#plans) allows for one run. Waiting does not count.",
    sent: "told",
    steps: ["Look for an endless loop.", "Do the work in several runs."],
  },
  memory_limit: {
    title: "Too much memory",
    cause: "The program needed more memory than its limit.",
    sent: "told",
    steps: [
      "Work on less at a time.",
      "Raise the limit up to the plan's: `--memory-mb`, or `memoryMb` in the SDK.",
    ],
  },
  output_too_large: {
    title: "The result is too large",
    cause: "The value that the program returned is larger than a result may be.",
    sent: "told",
    steps: ["Return less: counts, ids, the part that you need."],
  },
  tool_calls_exceeded: {
    title: "Too many tool calls",
    cause: "The program made more tool calls than the [plan](usage.md#plans) allows for one run.",
    sent: "told",
    steps: ["Look for a loop that calls without end.", "Ask the tool for more at once."],
  },
  interrupted: {
    title: "Interrupted",
    cause: "PatchOps ended while the call or run was under way, and found it unfinished at its next start.",
    sent: "told",
    steps: ["Look whether the tool has taken effect before you repeat it."],
  },
} as const satisfies Record<string, ErrorGuide>;
