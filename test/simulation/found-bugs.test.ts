import { describe, expect, test } from "vitest";
import { carryOutRestore } from "../../shared/app/guard/carry-out-restore.ts";
import type { GuardPass } from "../../shared/app/guard/pass.ts";
import { isSettled } from "../../shared/core/ledger/is-settled.ts";
import { reachOf } from "../../shared/core/ledger/reach-of.ts";
import { planTier } from "../../shared/core/plan/plan-tier.ts";
import { planRestore } from "../../shared/core/restore/plan-restore.ts";
import { verifyHeld } from "../../shared/core/verify/verify-held.ts";
import type { Held } from "../../shared/domain/control.ts";
import type { Endpoint, StageRange } from "../../shared/domain/endpoint.ts";
import { minuteMs } from "../../shared/domain/instant.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import {
	at,
	dayMs,
	endpointOf,
	heldOf,
	knownPrice,
	limits,
	midnight,
	pausedWrite,
	policyOf,
	postureOf,
	readingOf,
	recordOf,
} from "../core/fixture.ts";
import { hold, shortPlan } from "./short-day.ts";
import { Simulation } from "./simulation.ts";

/** What thousands of simulated days found, each as small as it gets; the commit names the seed. */
describe("replicas on their way out when they were read", () => {
	const window = { from: at("11:00"), to: at("12:00") };
	const ending: StageRange = { replicaId: "r1", stage: "terminating", ...window };

	test("are asked for again, because no list shows them any more", () => {
		const posture = postureOf({ replicasLo: 0, replicasPoint: 0, replicasHi: 0 });
		expect(isSettled({ posture, window, ranges: [ending] }, 2_000)).toBe(false);
	});

	test("are settled once their last stage ended before the read did", () => {
		const posture = postureOf({ replicasLo: 0, replicasPoint: 0, replicasHi: 0 });
		const over = { ...ending, to: at("11:59") };
		expect(isSettled({ posture, window, ranges: [over] }, 2_000)).toBe(true);
	});

	test("and as many as the list counts are what is known already", () => {
		const posture = postureOf({ replicasLo: 1, replicasPoint: 1, replicasHi: 1 });
		expect(isSettled({ posture, window, ranges: [ending] }, 2_000)).toBe(true);
	});
});

describe("a read of stage ranges by a clock that is ahead of the vendor's", () => {
	const window = { from: at("11:00"), to: at("12:05") };
	const running: StageRange = {
		replicaId: "r1",
		stage: "running",
		from: at("11:00"),
		to: at("12:00"),
	};

	test("is believed as far as its last range, for the minutes after it have not happened", () => {
		const posture = postureOf({ replicasLo: 1, replicasPoint: 1, replicasHi: 1 });
		expect(reachOf(posture, window, [running])).toEqual({ from: at("11:00"), to: at("12:00") });
	});

	test("is believed whole where nothing is ready, for then there is nothing to be seen", () => {
		const posture = postureOf({ replicasLo: 0, replicasPoint: 0, replicasHi: 0 });
		expect(reachOf(posture, window, [])).toEqual(window);
	});
});

test("a restore that has begun goes on when the budget could not carry it any more", () => {
	const held = heldOf({
		method: "pause",
		status: "restoring",
		periodKey: "2026-03-01",
		written: pausedWrite,
		nextAttemptAt: at("00:00"),
	});
	const { steps } = planRestore({
		usualRestMicroUsd: null,
		held: [held],
		records: [recordOf({ takenAt: midnight - dayMs / 2 })],
		endpoints: [],
		overrides: [],
		reading: readingOf({ ratio: 0, at: at("00:20"), floorMicroUsd: microUsdOf(1_000) }),
		tier: "ok",
		policy: policyOf(),
		now: at("00:20"),
	});
	expect(steps.map(({ held: { endpoint } }) => endpoint)).toEqual(["chat"]);
});

describe("between two tries of a restore", () => {
	const held = heldOf({ method: "pause", status: "restoring", written: pausedWrite });

	test.each([
		["the guard's own resume", { minReplica: 1, maxReplica: 1 }, true],
		["a person's scaling", { minReplica: 2, maxReplica: 2 }, false],
	])("%s is told apart", async (_, scaling, isContinued) => {
		const { event, writes } = await restore(held, endpointOf(scaling));
		expect(writes > 0).toBe(isContinued);
		expect(event === "superseded").toBe(!isContinued);
	});
});

describe("a step that was sent and has not landed", () => {
	const record = recordOf({ scaling: { minReplica: 1, maxReplica: 4 } });
	const written = { ...pausedWrite, updatedAt: null };
	const held = heldOf({ method: "pause", status: "intended", written });
	const verify = (endpoint: Endpoint) =>
		verifyHeld({ held, endpoint, record, listedAt: at("11:05"), now: at("11:06"), limits });

	test("is waited for while the endpoint is as it was", () => {
		expect(verify(endpointOf()).next?.status).toBe("intended");
	});

	test("gives way to a person who put back what it did before anybody had seen it", () => {
		const before = endpointOf({ updatedAt: at("10:00") });
		const unseen = { ...held, written: { ...written, updatedAtBefore: before.updatedAt } };
		const verifyUnseen = (endpoint: Endpoint) =>
			verifyHeld({
				held: unseen,
				endpoint,
				record,
				listedAt: at("11:05"),
				now: at("11:06"),
				limits,
			});
		expect(verifyUnseen(before).next?.status).toBe("intended");
		expect(verifyUnseen(endpointOf({ updatedAt: at("11:03") })).event).toBe("superseded");
	});

	test("gives way to a person who changed the endpoint meanwhile", () => {
		expect(verify(endpointOf({ minReplica: 2, maxReplica: 5 })).event).toBe("superseded");
	});
});

test("a tier that is reached again after a raised budget is said again", async () => {
	const plan = { ...shortPlan(), dailyMicroUsd: 20_000_000 };
	const simulation = new Simulation(plan);
	const { scheduler, observer } = simulation;
	observer.look();
	for (let minute = 0; minute < 160; minute += 1) {
		scheduler.at(plan.start + minute * minuteMs, () => void simulation.spawn("meter", minute + 1));
	}
	// While a hold keeps every step back, nothing but the rise itself tells one crossing from the next.
	scheduler.at(plan.start, () => simulation.grant(hold(plan.end), 7));
	scheduler.at(plan.start + 60 * minuteMs, () => simulation.setBudget(40));
	scheduler.at(plan.start + 135 * minuteMs, () => simulation.setBudget(2.5));
	await scheduler.runUntil(plan.start + 160 * minuteMs, () => observer.violation !== null);
	observer.finishNotices();
	expect(observer.violation).toBeNull();
	expect(observer.counts["transitions"]).toBeGreaterThanOrEqual(2);
});

describe("a harder step that never landed, under which an earlier one of the guard's stands", () => {
	const written = { ...pausedWrite, paused: false, minReplica: 1, maxReplica: 1 };
	const formerly = [{ minReplica: 3, maxReplica: 3 }];
	const held = heldOf({ method: "floor", status: "intended", written: { ...written, formerly } });
	const shown = endpointOf({ minReplica: 3, maxReplica: 3 });

	test("is waited for: no person set what the guard had set", () => {
		const input = { record: recordOf(), listedAt: at("11:05"), now: at("11:06"), limits };
		expect(verifyHeld({ ...input, held, endpoint: shown }).event).not.toBe("superseded");
	});

	test("is put back from where the earlier one left it", async () => {
		const { event, writes } = await restore(held, shown);
		expect([event === "superseded", writes]).toEqual([false, 1]);
	});
});

test("a pause that never landed does not make the guard's own cap a person's choice", async () => {
	const written = { ...pausedWrite, minReplica: 1, maxReplica: 1 };
	const held = heldOf({ method: "pause", status: "intended", written });
	const { event, writes } = await restore(held, endpointOf({ minReplica: 1, maxReplica: 1 }));
	expect(event).not.toBe("superseded");
	expect(writes).toBe(1);
});

test("a pause soon after a restore is a person's, unless one of the guard's may still have landed", () => {
	const paused = endpointOf({ state: "paused", updatedAt: at("11:05") });
	const verify = (sentAt: string) => {
		const written = { ...pausedWrite, at: at(sentAt), updatedAt: at("11:04") };
		const held = heldOf({ method: "pause", status: "restored", statusSince: at("11:04"), written });
		const input = { held, record: recordOf(), listedAt: at("11:05"), now: at("11:05:30"), limits };
		return verifyHeld({ ...input, endpoint: paused }).event;
	};
	expect(verify("11:03")).toBe("undone");
	expect(verify("09:00")).not.toBe("undone");
});

test("a pause that a person makes after the guard's resume was seen is the person's", () => {
	const held = heldOf({ method: "pause", status: "restoring", written: pausedWrite });
	const shown = endpointOf({ minReplica: 1, maxReplica: 1, updatedAt: at("11:04") });
	const input = { held, record: recordOf(), listedAt: at("11:05"), now: at("11:06"), limits };
	const { next } = verifyHeld({ ...input, endpoint: shown });
	expect(next?.written).toMatchObject({ paused: false, minReplica: 1, maxReplica: 1 });
});

test("a change after a re-PUT that no read has shown yet is the person's, whatever its values", async () => {
	const earlier = { minReplica: 0, maxReplica: 1 };
	const written = { ...pausedWrite, formerly: [earlier] };
	const held = heldOf({ method: "pause", status: "restoring", written });
	const woken = endpointOf({ ...earlier, updatedAt: at("12:00") });
	const first = await restore(held, endpointOf({ state: "paused" }), woken, "no answer");
	expect(first).toMatchObject({ writes: 2, next: { status: "restoring" } });
	const changed = endpointOf({ ...earlier, updatedAt: at("12:00:10") });
	expect(await restore(first.next ?? held, changed)).toMatchObject({
		writes: 0,
		event: "superseded",
	});
	expect(await restore(first.next ?? held, woken)).toMatchObject({ writes: 1 });
	const read = await restore(held, endpointOf({ state: "paused" }), woken, changed);
	expect(await restore(read.next ?? held, changed)).toMatchObject({ event: "superseded" });
});

test("a scaling that a person set between a resume and the read after it is not written over", async () => {
	const held = heldOf({ method: "pause", status: "restoring", written: pausedWrite });
	const asleep = endpointOf({ state: "paused" });
	const set = endpointOf({ minReplica: 1, maxReplica: 3, updatedAt: at("12:00") });
	const theirs = await restore(held, asleep, set);
	expect(theirs).toMatchObject({ writes: 1, event: "superseded", next: { status: "superseded" } });
	const anew = { ...endpointOf(), createdAt: at("12:00") };
	expect(await restore(held, asleep, anew)).toEqual({ writes: 1, next: null, event: "gone" });
	for (const ours of [endpointOf(), endpointOf({ minReplica: 1, maxReplica: 1 })]) {
		expect(await restore(held, asleep, ours)).toMatchObject({ writes: 2 });
	}
});

test("a scaling that no resume can leave is a person's, also before the restore is read back", () => {
	const held = heldOf({ method: "pause", status: "restoring", written: pausedWrite });
	const input = { held, record: recordOf(), listedAt: at("11:05"), now: at("11:06"), limits };
	const seen = (minReplica: number, maxReplica: number) =>
		verifyHeld({
			...input,
			endpoint: endpointOf({ minReplica, maxReplica, updatedAt: at("11:04") }),
		});
	expect(seen(3, 6).event).toBe("superseded");
	expect(seen(1, 1).event).toBeNull();
});

test.each([
	["a cap", { ...pausedWrite, paused: false, minReplica: 1, maxReplica: 1 }, [1]],
	["a pause", pausedWrite, []],
])("the envelope never softens %s that was sent and is not seen yet", (_, written, maxima) => {
	const endpoint = endpointOf({ minReplica: 1, maxReplica: 8 });
	const { steps } = planTier({
		tier: "ok",
		endpoints: [endpoint],
		priceOf: () => knownPrice(1),
		held: [heldOf({ status: "intended", written: { ...written, updatedAt: null } })],
		records: [recordOf()],
		overrides: [],
		// A little over the line, also with what the step takes: any lower maximum would do.
		reading: readingOf({ ratio: 0, at: at("12:00"), ceilingMicroUsd: microUsdOf(300) }),
		policy: policyOf({}, { envelope: true }),
		now: at("12:00"),
	});
	expect(steps.map(({ maxReplica }) => maxReplica)).toEqual(maxima);
});

/** One try on an account that shows these in turn, and the last of them from then on, whatever is written. */
async function restore(held: Held, ...shown: (Endpoint | "no answer")[]) {
	let writes = 0;
	const read = async () => {
		const next = shown.length > 1 ? shown.shift() : shown[0];
		if (next === "no answer") throw new Error("502");
		return next;
	};
	const write = async () => {
		writes += 1;
		return "written" as const;
	};
	const pass = {
		now: at("12:00"),
		deadline: at("12:00") + minuteMs,
		deps: {
			clock: { now: () => at("12:00") },
			fleet: { getEndpoint: read },
			writer: { updateScaling: write, resume: write },
			policy: policyOf(),
		},
	} as unknown as GuardPass;
	const returned = await carryOutRestore(pass, {
		held,
		record: recordOf(),
		reason: "new-period",
	});
	return { ...returned, writes };
}
