import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
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
  const [name, setName] = useState("");
  const [start, setStart] = useState<"nothing" | "all">("nothing");
  const [wasTried, setWasTried] = useState(false);
  const create = useMutation(
    trpc.profile.create.mutationOptions({
      onSuccess: (profile) => {
        void client.invalidateQueries({ queryKey: trpc.profile.pathKey() });
        void navigate({ to: "/settings/profiles/$slug", params: { slug: profile.slug } });
      },
    }),
  );
  const body = create.error && toErrorBody(create.error);
  return (
    <form
      id="create-profile"
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setWasTried(true);
        if (!name.trim() || create.isPending) return;
        create.mutate({ name: name.trim(), connections: start === "all" ? "all" : [] });
      }}
    >
      <Field label="Name" error={wasTried && !name.trim() ? "Give the profile a name." : undefined}>
        {(control) => (
          <Input
            {...control}
            value={name}
            autoFocus
            autoComplete="off"
            maxLength={64}
            placeholder="Support desk"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Segments
        label="What it begins with"
        options={[
          { id: "nothing", label: "Begin with no tool" },
          { id: "all", label: "Begin with all" },
        ]}
        value={start}
        onChange={setStart}
      />
      {body && (
        <p role="alert" className="text-sm text-error">
          {body.message} {body.next}
        </p>
      )}
    </form>
  );
}
