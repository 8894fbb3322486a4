import { Toast } from "@base-ui/react/toast";

/** The one list of toasts; `Toaster` shows it. */
export const toastManager = Toast.createToastManager();

export interface ToastOptions {
  title: string;
  detail?: string;
  /** Takes back what was just done. The toast then stays for 10 s instead of 5. */
  undo?: () => void;
}

/** Says that something was done. An error is no toast: it stays where the action was. */
export function toast({ title, detail, undo }: ToastOptions): void {
  const id = toastManager.add({
    title,
    description: detail,
    timeout: undo ? 10_000 : 5_000,
    ...(undo && {
      actionProps: {
        children: "Undo",
        onClick: () => {
          undo();
          toastManager.close(id);
        },
      },
    }),
  });
}
