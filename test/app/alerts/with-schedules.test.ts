import { expect, test } from "vitest";
import { withSchedules } from "../../../shared/app/alerts/with-schedules.ts";
import type { Scheduled } from "../../../shared/domain/schedule.ts";
import { at, midnight } from "../../core/fixture.ts";

const approved = {
	endpoint: "chat",
	createdAt: midnight,
	approvedAt: midnight,
	by: null,
	instanceType: "nvidia-a10g",
	instanceSize: "x1",
	priceMicroUsdPerHour: 1_000_000,
	minReplica: 1,
	maxReplica: 3,
	scaleToZeroTimeoutMinutes: null,
};

function state(parts: Partial<Scheduled>) {
	const endpoints = [
		{
			endpoint: "chat",
			createdAt: midnight,
			dueAt: at("08:00"),
			minReplica: 4,
			maxReplica: 4,
			paused: false,
			configuredMax: 3,
			isSet: true,
			outcome: "written" as const,
			...parts,
		},
	];
	const rest = { fingerprint: "f", lookedAt: at("08:00"), isWaiting: false };
	return { key: "k", since: midnight, ...rest, endpoints };
}

test("what a schedule has set is no drift", () => {
	const [seen] = withSchedules([approved], state({}));
	expect(seen).toEqual({ ...approved, minReplica: 4, maxReplica: 4 });
});

test("what a person made of it since, or of an endpoint of the same name, is looked at as always", () => {
	expect(withSchedules([approved], state({ isSet: false }))).toEqual([approved]);
	expect(withSchedules([approved], state({ createdAt: 1 }))).toEqual([approved]);
	expect(withSchedules([approved], null)).toEqual([approved]);
});

test("less than was approved approves no less", () => {
	const [seen] = withSchedules([approved], state({ minReplica: 0, maxReplica: 1 }));
	expect(seen).toEqual(approved);
});
