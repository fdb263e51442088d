import type { Method } from "../../../domain/plan.ts";
import { cap } from "./cap.ts";
import { divert } from "./divert.ts";
import { floor } from "./floor.ts";
import { pause } from "./pause.ts";
import type { SavingMethod } from "./rung.ts";
import { sleep } from "./sleep.ts";

/**
 * In order of harm, least first; the order is fixed, because a plan that changes its mind about what hurts
 * cannot be foretold. Slower (cap), fewer warm replicas (floor), a cold start (sleep), another provider
 * (divert), no answer (pause).
 */
export const methods: readonly SavingMethod[] = [cap, floor, sleep, divert, pause];

/** Share of an endpoint's requests that a method hurts. Source: the order above, evenly spread, a stop in full. */
export const severity: Readonly<Record<Method, number>> = {
	cap: 0.2,
	floor: 0.3,
	sleep: 0.4,
	divert: 0.5,
	pause: 1,
};
