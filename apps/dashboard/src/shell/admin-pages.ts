import {
  Activity,
  Building2,
  CreditCard,
  HeartPulse,
  Hourglass,
  Inbox,
  Mails,
  Network,
  ScrollText,
  Trash2,
  Users,
  Webhook,
} from "lucide-react";
import type { SubNavItem } from "./sub-nav.tsx";

export const adminPages: readonly SubNavItem[] = [
  { to: "/admin/health", label: "Health", icon: HeartPulse },
  { to: "/admin/status", label: "Status", icon: Activity },
  { to: "/admin/users", label: "Users", icon: Users },
  { to: "/admin/customers", label: "Customers", icon: Building2 },
  { to: "/admin/revenue", label: "Revenue and plans", icon: CreditCard },
  { to: "/admin/waitlist", label: "Waitlist", icon: Hourglass },
  { to: "/admin/support", label: "Support", icon: Inbox },
  { to: "/admin/deletions", label: "Deletions", icon: Trash2 },
  { to: "/admin/network", label: "Network", icon: Network },
  { to: "/admin/outbox", label: "Outbox", icon: Mails },
  { to: "/admin/webhooks", label: "Webhooks", icon: Webhook },
  { to: "/admin/audit", label: "Audit log", icon: ScrollText },
];
