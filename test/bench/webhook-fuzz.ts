import { seededRandom } from "../adapters/webhooks/alterations.ts";
import { webhookFuzz } from "../fuzz/webhook-fuzz.ts";
import type { BenchResult } from "./bench-result.ts";

const count = 100_000;
const leastPerClass = 5_000;

/** 100,000 mutated orders and the original of each, through the function's own handler. */
export async function webhookFuzzBench(): Promise<BenchResult> {
	const began = performance.now();
	const seed = Math.floor(performance.timeOrigin);
	const result = await webhookFuzz(count, seededRandom(seed));
	const { originals, originalsAccepted, stateChanges, serverErrors, leaks } = result;
	const classes = Object.entries(result.perClass).map(([name, sent]) => `${name} ${sent}`);
	const statuses = Object.entries(result.statuses).map(([status, sent]) => `${status} × ${sent}`);
	const lines = [
		`seed ${seed}, ${((performance.now() - began) / 1_000).toFixed(1)} s`,
		`  mutated    ${classes.join(", ")}`,
		`  answers    ${statuses.join(", ")}`,
		`  originals  ${originalsAccepted} of ${originals} accepted`,
		`  changes of state ${stateChanges.length}, answers of 500 and above ${serverErrors.length}, secrets shown ${leaks.length}`,
		...[...stateChanges, ...serverErrors, ...leaks].slice(0, 10),
	];
	const failures = stateChanges.length + serverErrors.length + leaks.length;
	const isWide = Object.values(result.perClass).every((sent) => sent >= leastPerClass);
	return { lines, isMet: failures === 0 && isWide && originalsAccepted === originals };
}
