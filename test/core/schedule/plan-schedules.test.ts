import { describe, expect, test } from "vitest";
import { parseCron } from "../../../shared/config/parse-cron.ts";
import { planSchedules, type ScheduleInput } from "../../../shared/core/schedule/plan-schedules.ts";
import { refreshed, startSchedules } from "../../../shared/core/schedule/schedule-memory.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
import type { Schedule, Scheduled } from "../../../shared/domain/schedule.ts";
import {
	at,
	endpointOf,
	heldOf,
	knownPrice,
	midnight,
	overrideOf,
	policyOf,
	readingOf,
} from "../fixture.ts";

const noon = at("12:00");

/** The weekdays of the guide, in UTC; the day of these tests is a Monday. */
const weekdays: Schedule = {
	members: [{ name: "chat" }],
	zone: "UTC",
	entries: (
		[
			["0 8 * * 1-5", 3],
			["0 12 * * 1-5", 1],
			["0 13 * * 1-5", 4],
			["0 18 * * 1-5", 0],
		] as const
	).map(([text, replicas]) => {
		const parsed = parseCron(text);
		if (!parsed.ok) throw new Error(parsed.problem);
		return { cron: parsed.cron, replicas };
	}),
};

const policy = policyOf({
	schedules: [weekdays],
	rules: [
		{ tag: "protected", protected: true },
		{ tag: "critical", criticality: "critical" },
	],
});

/** As `chat` was when the guard last looked at it. */
function remembered(parts: Partial<Scheduled> = {}): Scheduled {
	return {
		endpoint: "chat",
		createdAt: endpointOf().createdAt,
		dueAt: at("00:00"),
		minReplica: 1,
		maxReplica: 4,
		paused: false,
		configuredMax: 4,
		isSet: false,
		outcome: "written",
		...parts,
	};
}

function plan(now: string, parts: Partial<ScheduleInput> = {}, known = remembered()) {
	return planSchedules({
		state: {
			key: "k",
			since: midnight,
			fingerprint: "f",
			lookedAt: midnight,
			isWaiting: false,
			endpoints: [known],
		},
		endpoints: [endpointOf()],
		held: [],
		overrides: [],
		policy,
		reading: readingOf(),
		priceOf: () => knownPrice(1),
		tier: "ok",
		now: at(now),
		...parts,
	});
}

/** `scale 3-4`, `pause`, a reason to wait, what was settled, or nothing. */
function word(now: string, parts: Partial<ScheduleInput> = {}, known = remembered()): string {
	const { steps, waiting, settled } = plan(now, parts, known);
	const [step] = steps;
	if (step !== undefined) {
		const { action, minReplica, maxReplica } = step;
		return action === "pause" ? action : `${action} ${minReplica}-${maxReplica}`;
	}
	return waiting[0]?.reason ?? settled[0]?.outcome ?? "nothing";
}

describe("the guide's weekday schedule", () => {
	const asleep = { minReplica: 0, scaleToZeroTimeoutMinutes: 15 };

	test.each([
		["07:59", "nothing", {}],
		["08:00", "scale 3-4", {}],
		["11:59", "scale 3-4", {}],
		["12:00", "written", {}],
		["13:00", "scale 4-4", {}],
		["18:00", "pause", {}],
		["18:00", "scale 0-4", { scaleToZeroTimeoutMinutes: 15 }],
		["18:00", "written", asleep],
		["18:00", "written", { state: "paused" }],
		["08:00", "resume 3-4", { state: "paused" }],
		["08:00", "scale 3-3", { maxReplica: 2 }],
		["08:00", "written", { minReplica: 3 }],
	])("at %s is %s for one that is %o", (now, want, endpoint) => {
		const seen = endpointOf(endpoint);
		const { minReplica, maxReplica } = seen.scaling;
		const paused = seen.state === "paused";
		const known = remembered({ minReplica, maxReplica, paused, configuredMax: maxReplica });
		expect(word(now, { endpoints: [seen] }, known)).toBe(want);
	});

	test("is a level: a pass that comes hours late does what is due then, and not what was", () => {
		expect(word("14:30")).toBe("scale 4-4");
	});

	test("is done once for each entry", () => {
		expect(word("09:00", {}, remembered({ dueAt: at("08:00") }))).toBe("nothing");
	});

	test("gives a maximum that it raised back with the next entry", () => {
		const endpoints = [endpointOf({ minReplica: 4, maxReplica: 4 })];
		const known = remembered({ dueAt: at("13:00"), minReplica: 4, configuredMax: 2 });
		const later = { entries: weekdays.entries.map((entry) => ({ ...entry, replicas: 1 })) };
		const calm = policyOf({ schedules: [{ ...weekdays, ...later }] });
		expect(word("18:00", { endpoints, policy: calm }, known)).toBe("scale 1-2");
	});

	test("leaves a new endpoint as its maker wanted it until the next entry", () => {
		const endpoints = [endpointOf({ createdAt: at("09:00") })];
		expect(word("10:00", { endpoints })).toBe("nothing");
		expect(word("13:00", { endpoints })).toBe("scale 4-4");
	});

	test("knows only endpoints that it names", () => {
		expect(word("08:00", { endpoints: [endpointOf({ name: "other" })] })).toBe("nothing");
	});
});

describe("a person's change", () => {
	const changed = (clock: string) => [endpointOf({ maxReplica: 6, updatedAt: at(clock) })];

	test("after an entry was due stands until the next one", () => {
		expect(word("08:01", { endpoints: changed("08:00:30") })).toBe("yielded");
		const known = remembered({
			dueAt: at("08:00"),
			maxReplica: 6,
			configuredMax: 6,
			outcome: "yielded",
		});
		expect(word("11:00", { endpoints: changed("08:00:30") }, known)).toBe("nothing");
		expect(word("13:00", { endpoints: changed("08:00:30") }, known)).toBe("scale 4-6");
	});

	test("before an entry was due does not keep it from being done", () => {
		expect(word("08:01", { endpoints: changed("07:59") })).toBe("scale 3-6");
	});

	test("of the maximum is the one that is configured from then on", () => {
		const [known] = refreshed([remembered({ configuredMax: 2 })], {
			endpoints: changed("07:00"),
			held: [],
			policy: policyOf(),
			now: noon,
		});
		expect(known).toMatchObject({ maxReplica: 6, configuredMax: 6 });
		const same = refreshed([remembered({ configuredMax: 2 })], {
			endpoints: [endpointOf()],
			held: [],
			policy: policyOf(),
			now: noon,
		});
		expect(same[0]?.configuredMax).toBe(2);
	});

	test("ends that the schedule made it so", () => {
		const set = remembered({ isSet: true });
		const look = { held: [], policy: policyOf(), now: noon };
		expect(refreshed([set], { ...look, endpoints: [endpointOf()] })[0]?.isSet).toBe(true);
		expect(refreshed([set], { ...look, endpoints: changed("07:00") })[0]?.isSet).toBe(false);
	});

	test("is not seen in what the guard holds", () => {
		const before = remembered();
		const look = { endpoints: changed("07:00"), held: [heldOf()], policy: policyOf(), now: noon };
		expect(refreshed([before], look)).toEqual([{ ...before, isHeld: true }]);
	});
});

describe("everything that saves money comes before a schedule", () => {
	test.each(["intended", "applied", "superseded", "restoring", "restored"] as const)(
		"so what the guard holds (%s) waits, and caps win",
		(status) => {
			expect(word("13:00", { held: [heldOf({ status })] })).toBe("held");
		},
	);

	test.each([
		["trim", "", "tier"],
		["divert", "", "tier"],
		["shutdown", "", "tier"],
		["trim", "critical", "scale 4-4"],
		["shutdown", "critical", "tier"],
		["ceiling", "critical", "tier"],
	])("at %s nothing is raised on one that is '%s': %s", (tier, tag, want) => {
		expect(word("13:00", { tier: tier as Tier, endpoints: [endpointOf({ tags: [tag] })] })).toBe(
			want,
		);
	});

	test("but what a schedule lowers is lowered at any tier", () => {
		expect(word("18:00", { tier: "trim" })).toBe("pause");
	});

	test("nothing is raised over the envelope", () => {
		const tight = policyOf({ schedules: [weekdays] }, { envelope: true });
		const endpoints = [endpointOf({ maxReplica: 2 })];
		const known = remembered({ maxReplica: 2, configuredMax: 2 });
		const near = readingOf({ ceilingMicroUsd: microUsdOf(199) });
		const now = { policy: tight, endpoints };
		expect(word("13:00", { ...now, reading: near }, known)).toBe("envelope");
		expect(word("13:00", { ...now, reading: readingOf() }, known)).toBe("scale 4-4");
	});

	test.each(["hold", "protect", "restore-now", "stop-now"] as const)(
		"and an order of a person (%s) does too",
		(kind) => {
			expect(word("12:59", { overrides: [overrideOf({ kind })], now: at("13:00") })).toBe(
				"override",
			);
		},
	);

	test("and what the policy protects is touched by nothing", () => {
		expect(word("13:00", { endpoints: [endpointOf({ tags: ["protected"] })] })).toBe("protected");
	});

	test("and old data set nothing", () => {
		expect(word("13:00", { reading: readingOf({ stale: true }) })).toBe("stale-data");
	});
});

test("what is installed changes nothing before an entry is due", () => {
	const fresh = { key: "k", since: at("09:00"), fingerprint: "f", lookedAt: at("09:00") };
	const endpoints = [endpointOf()];
	const state = startSchedules({ endpoints, held: [], policy }, { ...fresh, isWaiting: false });
	expect(state.endpoints).toMatchObject([{ endpoint: "chat", dueAt: at("09:00"), maxReplica: 4 }]);
	expect(word("11:59", { state })).toBe("nothing");
	expect(word("13:00", { state })).toBe("scale 4-4");
});
