import { parseCron } from "../../../shared/config/parse-cron.ts";
import { planSchedules, type ScheduleInput } from "../../../shared/core/schedule/plan-schedules.ts";
import { startSchedules } from "../../../shared/core/schedule/schedule-memory.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Schedule, Scheduled } from "../../../shared/domain/schedule.ts";
import { at, endpointOf, knownPrice, midnight, policyOf, readingOf } from "../fixture.ts";

/** Two replicas from nine o'clock on, six from noon on. */
const entries = (["0 9 * * *", "0 12 * * *"] as const).map((text, index) => {
	const parsed = parseCron(text);
	if (!parsed.ok) throw new Error(parsed.problem);
	return { cron: parsed.cron, replicas: index === 0 ? 2 : 6 };
});
const schedule: Schedule = { members: [{ name: "chat" }], zone: "UTC", entries };
export const policy = policyOf({ schedules: [schedule] });

export const six = { minReplica: 6, maxReplica: 6 };
export const capped = { minReplica: 1, maxReplica: 1 };
/** One to four replicas, as people made it at eight. */
export const asMade = endpointOf({ updatedAt: at("08:00") });

export function stateOf(endpoints: readonly Scheduled[]) {
	const common = { key: "k", fingerprint: "f", isWaiting: false };
	return { ...common, since: midnight, lookedAt: midnight, endpoints };
}

export function planOf(
	endpoint: Endpoint,
	known: readonly Scheduled[],
	parts: Partial<ScheduleInput>,
) {
	return planSchedules({
		state: stateOf(known),
		endpoints: [endpoint],
		held: [],
		overrides: [],
		policy,
		reading: readingOf(),
		priceOf: () => knownPrice(1),
		tier: "ok",
		now: at("12:01"),
		...parts,
	});
}

/** `scale 6-6`, a reason to wait, what was settled, or nothing. */
export function word(
	endpoint: Endpoint,
	known: readonly Scheduled[],
	parts: Partial<ScheduleInput> = {},
): string {
	const { steps, waiting, settled } = planOf(endpoint, known, parts);
	const [step] = steps;
	if (step !== undefined) return `${step.action} ${step.minReplica}-${step.maxReplica}`;
	return waiting[0]?.reason ?? settled[0]?.outcome ?? "nothing";
}

export function seen(endpoint: Endpoint, held: ScheduleInput["held"] = []): readonly Scheduled[] {
	const own = { endpoints: [endpoint], held, policy };
	return startSchedules(own, stateOf([])).endpoints;
}
