export { listNotifications } from "./list.ts";
export { markNotificationsRead } from "./mark-read.ts";
export { notify } from "./notify.ts";
export { notificationSettings, setNotification } from "./settings.ts";
export { tellOfBlockedWorkflows } from "./tell-of-blocked-workflows.ts";
export { unreadNotifications } from "./unread.ts";
export { unsubscribe } from "./unsubscribe.ts";
