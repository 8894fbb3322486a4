import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect } from "react";
import { buttonVariants } from "./button-variants.ts";
import { cn } from "./cn.ts";
import { IconButton } from "./icon-button.tsx";
import { type ToastOptions, toastQueue } from "./toast.ts";

const manager = Toast.createToastManager();

function add({ title, detail, undo }: ToastOptions): void {
  const id = manager.add({
    title,
    description: detail,
    timeout: undo ? 10_000 : 5_000,
    ...(undo && {
      actionProps: {
        children: "Undo",
        onClick: () => {
          undo();
          manager.close(id);
        },
      },
    }),
  });
}

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      className={cn(
        "absolute right-0 bottom-0 w-full rounded-lg bg-raised shadow-overlay select-none forced-colors:border",
        "translate-y-[calc(var(--toast-index)*-0.5rem+var(--toast-swipe-movement-y))] transition-[translate,opacity] duration-180",
        "z-[calc(1000-var(--toast-index))] data-limited:opacity-0 data-ending-style:opacity-0 data-starting-style:opacity-0",
        "data-expanded:translate-y-[calc(var(--toast-offset-y)*-1+var(--toast-index)*-0.5rem+var(--toast-swipe-movement-y))]",
      )}
    >
      <Toast.Content className="flex min-h-11 items-center gap-2 py-1.5 pr-1.5 pl-3 data-behind:opacity-0 data-expanded:opacity-100">
        <div className="min-w-0 grow">
          <Toast.Title className="text-sm font-medium" />
          <Toast.Description className="text-xs text-muted" />
        </div>
        {item.actionProps && (
          <Toast.Action className={buttonVariants({ variant: "secondary", size: "small" })} />
        )}
        <Toast.Close
          render={
            <IconButton label="Dismiss">
              <X />
            </IconButton>
          }
        />
      </Toast.Content>
    </Toast.Root>
  ));
}

export function Toaster() {
  // After the provider's own effect, so that it hears of the first toast.
  useEffect(() => toastQueue.take(add), []);
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-60 w-[calc(100vw-2rem)] max-w-90 outline-hidden">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
