import { hourMs, minuteMs } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Guardrail } from "./compose.ts";

/** Guard runs by itself this often, in case no word of the meter arrived. */
const guardEveryMinutes = 5;
/** Away from the full minute, so that the two do not compete for the lease. */
const guardOffsetMs = 55_000;

/** The schedule of one process: a meter pass at every full minute, until the signal. */
export async function everyMinute(
	guardrail: Guardrail,
	clock: Clock,
	signal: AbortSignal,
	onError: (error: unknown) => void,
): Promise<void> {
	while (!signal.aborted) {
		const next = (Math.floor(clock.now() / minuteMs) + 1) * minuteMs;
		await clock.sleep(next - clock.now(), signal);
		if (signal.aborted) return;
		await guardrail.meterPass().catch(onError);
	}
}

/** Watch runs this often, away from meter and guard. */
const watchEveryMinutes = 5;
const watchOffsetMs = 20_000;

/** The schedule of watch: it waits for nobody, and nobody waits for it. */
export async function watchNowAndThen(
	guardrail: Guardrail,
	clock: Clock,
	signal: AbortSignal,
	onError: (error: unknown) => void,
): Promise<void> {
	while (!signal.aborted) {
		const period = watchEveryMinutes * minuteMs;
		const next = (Math.floor(clock.now() / period) + 1) * period + watchOffsetMs;
		await clock.sleep(next - clock.now(), signal);
		if (!signal.aborted) await guardrail.watchPass().catch(onError);
	}
}

/** Once an hour, when a budget day that ended on it has settled. */
const hourOffsetMs = 16 * minuteMs + 40_000;

/** The schedule of what is done every hour, and once at the start: the bill, and the day's report. */
export async function hourNowAndThen(
	guardrail: Guardrail,
	clock: Clock,
	signal: AbortSignal,
	onError: (error: unknown) => void,
): Promise<void> {
	while (!signal.aborted) {
		await guardrail.hourPass().catch(onError);
		const next = (Math.floor((clock.now() - hourOffsetMs) / hourMs) + 1) * hourMs + hourOffsetMs;
		await clock.sleep(next - clock.now(), signal);
	}
}

/** The fallback schedule of guard. */
export async function guardNowAndThen(
	guardrail: Guardrail,
	clock: Clock,
	signal: AbortSignal,
	onError: (error: unknown) => void,
): Promise<void> {
	while (!signal.aborted) {
		const period = guardEveryMinutes * minuteMs;
		const next = (Math.floor(clock.now() / period) + 1) * period + guardOffsetMs;
		await clock.sleep(next - clock.now(), signal);
		if (!signal.aborted) await guardrail.guardWhenSilent().catch(onError);
	}
}
