import type { Meddling } from '../demo/machinery/meddling.ts';

/** The embedded demo cluster as the screen reaches behind its API server. */
export type DemoControl = Meddling & { readonly scenarios: readonly string[] };
