export { listNotifications, markNotificationsRead } from "./list.ts";
export { notify } from "./notify.ts";
export { notificationSettings, setNotification } from "./settings.ts";
export { tellOfQuotas } from "./system/tell-of-quotas.ts";
export { unsubscribe } from "./unsubscribe.ts";
