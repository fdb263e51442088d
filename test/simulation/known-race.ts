import { minuteMs } from "../../shared/domain/instant.ts";
import type { SceneResult } from "./scene-result.ts";
import { shortPlan } from "./short-day.ts";
import { Simulation } from "./simulation.ts";

/**
 * The race that once recorded the guard's own cap as the original (RELIABILITY 3.4): a pass stores its intent,
 * stands still, and sends its call; meanwhile another pass reads the endpoint as it was, takes the intent back
 * at a person's word, and only then does the first one's call land.
 */
export async function knownRace(): Promise<SceneResult> {
	const plan = shortPlan();
	const simulation = new Simulation(plan);
	const { scheduler, observer } = simulation;
	simulation.durations = { stallMs: [30_000, 30_000], lateMs: [45_000, 45_000] };
	let isRaced = false;
	simulation.interrupt = (process, call) => {
		if (process.kind !== "guard" || isRaced) return null;
		if (call.name === "put control" && observer.restoreRecords > 0) return "stall";
		if (!call.name.startsWith("scale ")) return null;
		isRaced = true;
		simulation.grant(restoreNow(scheduler.now), 7);
		return "timeout-late";
	};
	observer.look();
	let passes = 0;
	const meter = () => {
		passes += 1;
		simulation.spawn("meter", 2_000_000 + passes);
		scheduler.at(scheduler.now + minuteMs, meter);
	};
	scheduler.at(plan.start, meter);
	scheduler.at(plan.faultsUntil, () => simulation.endFaults());
	await scheduler.runUntil(plan.end, () => observer.violation !== null);
	if (observer.violation === null) observer.finish();
	const { violation } = observer;
	const sentence = violation === null ? null : `${violation.promise}: ${violation.sentence}`;
	return { sentence, isReached: isRaced };
}

function restoreNow(now: number): Parameters<Simulation["grant"]>[0] {
	return {
		requestId: "restore-1",
		bodyHash: "1",
		principal: "key:default",
		role: "owner",
		kind: "restore-now",
		namespace: "acme",
		endpoint: null,
		actor: "ann",
		reason: "a person wants it so",
		ttlSeconds: null,
		expiresAt: now + 10 * minuteMs,
		pastPeriod: true,
	};
}
