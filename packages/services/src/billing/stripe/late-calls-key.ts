/** On a line of an invoice: how many calls of a month it is of, whose own invoice was made before they were counted. */
export const lateCallsKey = "patchops_late_calls";
