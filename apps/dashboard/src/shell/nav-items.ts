import {
  Activity,
  Cable,
  ChartColumn,
  CreditCard,
  House,
  LifeBuoy,
  ListVideo,
  type LucideIcon,
  Plug,
  Settings,
  Shield,
  SquareTerminal,
  UserCheck,
  Workflow,
  Wrench,
} from "lucide-react";

export interface NavItem {
  path: string;
  label: string;
  icon: LucideIcon;
  /** `g c`. */
  keys?: string;
  /** Only for who operates the instance. */
  isAdminOnly?: boolean;
}

export interface NavGroup {
  label?: string;
  items: readonly NavItem[];
}

export const navGroups: readonly NavGroup[] = [
  { items: [{ path: "/", label: "Home", icon: House, keys: "g h" }] },
  {
    label: "Build",
    items: [
      { path: "/connections", label: "Connections", icon: Plug, keys: "g c" },
      { path: "/tools", label: "Tools", icon: Wrench, keys: "g t" },
      { path: "/playground", label: "Playground", icon: SquareTerminal, keys: "g p" },
      { path: "/workflows", label: "Workflows", icon: Workflow, keys: "g w" },
    ],
  },
  {
    label: "Observe",
    items: [
      { path: "/activity", label: "Activity", icon: Activity, keys: "g a" },
      { path: "/runs", label: "Runs", icon: ListVideo, keys: "g r" },
      { path: "/sessions", label: "Sessions", icon: Cable, keys: "g s" },
      { path: "/approvals", label: "Approvals", icon: UserCheck, keys: "g o" },
      { path: "/usage", label: "Usage", icon: ChartColumn, keys: "g u" },
    ],
  },
  {
    label: "Account",
    items: [
      { path: "/billing", label: "Billing", icon: CreditCard, keys: "g b" },
      { path: "/settings", label: "Settings", icon: Settings },
      { path: "/support", label: "Support", icon: LifeBuoy },
      { path: "/admin", label: "Admin", icon: Shield, isAdminOnly: true },
    ],
  },
];
