/** The receipt of an erasure: while it is shown there is no member, and nothing is asked of the service. */
import { signal } from "@preact/signals";
import type { ErasureReceipt } from "../../routes/schemas.ts";

/** null as long as nothing was erased in this page. */
export const receipt = signal<ErasureReceipt | null>(null);
