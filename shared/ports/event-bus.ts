import type { Instant } from "../domain/instant.ts";

/** Everything that is said between the functions. Versioned schemas: docs/events.md. */
export type GuardrailEvent =
	| {
			readonly type: "spend.metered";
			readonly version: 1;
			readonly namespace: string;
			readonly at: Instant;
	  }
	| {
			readonly type: "guard.notices";
			readonly version: 1;
			readonly namespace: string;
			readonly at: Instant;
	  }
	| {
			readonly type: "override.granted";
			readonly version: 1;
			readonly namespace: string;
			readonly at: Instant;
	  };

/** At least once, in any order, possibly late. Rejects when the event could not be handed over. */
export interface EventBus {
	publish(event: GuardrailEvent): Promise<void>;
}
