import { TextLink } from "../../ui/text-link.tsx";

/** To the run of a program that something belongs to. */
export function RunLink({ executionId }: { executionId: string }) {
  return (
    <TextLink to="/playground" search={{ execution: executionId }}>
      Open the run
    </TextLink>
  );
}
