import type { Policy } from "../../domain/policy.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Guardrail } from "../compose.ts";

/** A guardrail that runs in this process until it is stopped. */
export type Session = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly clock: Clock;
	readonly guardrail: Guardrail;
	/** One line on what is watched and what can happen to it. */
	readonly label: string;
	readonly simulated: boolean;
	readonly seed: number | null;
	/** Address of the account's API. */
	readonly accountUrl: string;
	/** Resolves when the session has ended, after `stop`. */
	readonly run: () => Promise<void>;
	readonly stop: () => void;
	readonly close: () => Promise<void>;
};
