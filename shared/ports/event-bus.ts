import type { Instant } from "../domain/instant.ts";
import type { Bounds, MicroUsd } from "../domain/money.ts";
import type { Mode } from "../domain/policy.ts";
import type { Signal } from "../domain/signal.ts";

/** Everything that is said between the functions. Versioned schemas: docs/events.md. */
export type GuardrailEvent =
	| {
			readonly type: "spend.metered";
			readonly version: 1;
			readonly namespace: string;
			readonly at: Instant;
			/** `same`: a quiet minute, in which the list said nothing new. */
			readonly list?: "new" | "same";
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
	  }
	| {
			readonly type: "watch.signals";
			readonly version: 1;
			readonly namespace: string;
			readonly at: Instant;
			readonly signals: readonly Signal[];
			/** Signals that were left out, because the event would have become too large. */
			readonly more: number;
	  }
	| {
			readonly type: "report.hourly";
			readonly version: 1;
			readonly namespace: string;
			readonly at: Instant;
			/** Of the budget's day. */
			readonly zone: string;
			readonly from: Instant;
			readonly to: Instant;
			readonly spentMicroUsd: Bounds;
			/** Of the day. */
			readonly budgetMicroUsd: MicroUsd;
			readonly mode: Mode;
			readonly policyHash: string;
	  }
	| {
			readonly type: "report.daily";
			readonly version: 1;
			readonly namespace: string;
			readonly at: Instant;
			/** Local date, and the range of that day. */
			readonly day: string;
			readonly zone: string;
			readonly from: Instant;
			readonly to: Instant;
			readonly spentMicroUsd: Bounds;
			readonly budgetMicroUsd: MicroUsd;
			/** Spent ÷ budget. */
			readonly ratio: number;
			readonly mode: Mode;
			readonly policyHash: string;
	  };

/** At least once, in any order, possibly late. Rejects when the event could not be handed over. */
export interface EventBus {
	publish(event: GuardrailEvent): Promise<void>;
}
