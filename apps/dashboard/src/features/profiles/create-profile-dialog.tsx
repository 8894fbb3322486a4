import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { NamedForm } from "../../ui/named-form.tsx";
import { Segments } from "../../ui/segments.tsx";

export function CreateProfileDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Create a profile"
      description="Its name makes its address, which stays. What it shows is chosen next."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="create-profile" variant="primary">
            Create profile
          </Button>
        </>
      }
    >
      {isOpen && <ProfileForm />}
    </Dialog>
  );
}

function ProfileForm() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [start, setStart] = useState<"nothing" | "all">("nothing");
  const create = useMutation(
    trpc.profile.create.mutationOptions({
      onSuccess: (profile) => {
        void client.invalidateQueries({ queryKey: trpc.profile.pathKey() });
        void navigate({ to: "/settings/profiles/$slug", params: { slug: profile.slug } });
      },
    }),
  );
  return (
    <NamedForm
      id="create-profile"
      thing="profile"
      placeholder="Support desk"
      maxLength={64}
      error={create.error && toErrorBody(create.error)}
      onSubmit={(name) => {
        if (!create.isPending) create.mutate({ name, connections: start === "all" ? "all" : [] });
      }}
    >
      {() => (
        <Segments
          label="What it begins with"
          options={[
            { id: "nothing", label: "Begin with no tool" },
            { id: "all", label: "Begin with all" },
          ]}
          value={start}
          onChange={setStart}
        />
      )}
    </NamedForm>
  );
}
