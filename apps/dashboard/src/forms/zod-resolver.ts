import "../configure-zod.ts";

export { zodResolver } from "@hookform/resolvers/zod";
