import { type ErrorGuide, errorCodes, errorGuides, type GuidedCode, isErrorCode } from "@patchops/contract";

const sentWords: Record<ErrorGuide["sent"], string> = {
  no: "No. Nothing was sent to a tool's server.",
  yes: "Yes. The tool's server has received it.",
  told: "The error's `sent` tells: `false` means that nothing left PatchOps, `true` that the tool's server may have acted on it.",
  none: "No tool is involved.",
};

/** What is known of one code, below its heading. */
export function errorFacts(code: GuidedCode): string {
  const { cause, sent, steps } = errorGuides[code];
  const retry = isErrorCode(code)
    ? `\n\n**Again?** ${errorCodes[code].retryable ? "The same request may succeed later." : "The same request fails again until something is changed."} HTTP status ${errorCodes[code].httpStatus}.`
    : "";
  return `${cause}\n\n**Was it sent?** ${sentWords[sent]}${retry}\n\n**What helps**\n\n${steps.map((step) => `- ${step}`).join("\n")}\n`;
}

/** The page of one code. */
export function errorPage(code: GuidedCode): string {
  // Links of the texts are written from the folder above.
  const body = errorFacts(code).replaceAll(/\]\((?=[a-z])/g, "](../");
  return `# ${errorGuides[code].title}\n\nCode \`${code}\` · [all codes](../errors.md)\n\n${body}`;
}

export function errorCodeList(): GuidedCode[] {
  return Object.keys(errorGuides) as GuidedCode[];
}
