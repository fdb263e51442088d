import type { SimulatedResponse } from "./route.ts";

/** What a caller gets: an answer, a cut connection, or nothing since the caller has left. */
export type Outcome =
	| { kind: "answer"; response: SimulatedResponse }
	| { kind: "reset" }
	| { kind: "gone" };

/** An outcome, or the order to hold the answer back until the caller gives up. */
export type FaultOutcome = Outcome | { kind: "silent" };
