import { z } from "zod";

// The content security policy forbids code made from text, which zod would try first. Import before any schema.
z.config({ jitless: true });
