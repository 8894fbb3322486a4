import { TextLink } from "../../ui/text-link.tsx";

/** To the run of a program that something belongs to. */
export function RunLink({ executionId }: { executionId: string }) {
  return (
    <TextLink to="/runs/$id" params={{ id: executionId }}>
      Open the run
    </TextLink>
  );
}
