import { describe, expect, test } from "vitest";
import { carryOutStep } from "../../../shared/app/guard/carry-out-step.ts";
import { intend } from "../../../shared/app/guard/held-entries.ts";
import type { GuardPass } from "../../../shared/app/guard/pass.ts";
import { verifyHeld } from "../../../shared/core/verify/verify-held.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Step } from "../../../shared/domain/plan.ts";
import {
	at,
	endpointOf,
	heldOf,
	limits,
	pausedWrite,
	readingOf,
	recordOf,
} from "../../core/fixture.ts";

const before = endpointOf({ updatedAt: at("10:00") });
const record = recordOf();

function stepOf(parts: Partial<Step>): Step {
	return {
		endpoint: before.name,
		createdAt: before.createdAt,
		method: "cap",
		tier: "trim",
		criticality: "standard",
		minReplica: null,
		maxReplica: null,
		replicasBefore: 2,
		replicasAfter: 0,
		savesMicroUsdPerHour: 0,
		savesByPeriodEnd: { lo: 0, point: 0 },
		disruption: 0,
		before,
		...parts,
	};
}

/** One try of a pause that an earlier pass had sent, or may have, on an endpoint that shows `fresh`. */
async function pauseAgain(fresh: Endpoint, seen = before) {
	const written = { ...pausedWrite, updatedAt: null, updatedAtBefore: before.updatedAt };
	const previous = heldOf({ method: "pause", status: "intended", written });
	let pauses = 0;
	const pause = async () => {
		pauses += 1;
		return "written" as const;
	};
	const pass = {
		deadline: at("12:01"),
		reading: readingOf(),
		groups: [],
		overrides: [],
		deps: {
			clock: { now: () => at("12:00") },
			fleet: { getEndpoint: async () => fresh },
			writer: { mode: "enforce", pause },
		},
	} as unknown as GuardPass;
	const { outcome } = await carryOutStep(pass, stepOf({ method: "pause", before: seen }), previous);
	return { pauses, kind: outcome.kind };
}

describe("a pause that no list has shown, tried again on the list on which it was planned", () => {
	test("is sent again where nothing has changed", async () => {
		expect((await pauseAgain(before)).pauses).toBe(1);
	});

	test("is not sent over a person who resumed what it had paused", async () => {
		const resumed = { ...before, updatedAt: at("11:30") };
		expect(await pauseAgain(resumed)).toEqual({ pauses: 0, kind: "rejected" });
	});

	test("is sent where the person's change was seen when it was planned anew", async () => {
		const resumed = { ...before, updatedAt: at("11:30") };
		expect((await pauseAgain(resumed, resumed)).pauses).toBe(1);
	});
});

describe("an endpoint that goes back to the guard's old cap just before it is paused", () => {
	const capped = { paused: false, minReplica: 1, maxReplica: 1, at: at("10:30"), updatedAt: null };
	const fresh = endpointOf({ minReplica: 1, maxReplica: 1, updatedAt: at("11:59") });

	async function pauseOver(status: Held["status"]) {
		let pauses = 0;
		const pause = async () => {
			pauses += 1;
			return "written" as const;
		};
		const pass = {
			deadline: at("12:01"),
			reading: readingOf(),
			groups: [],
			overrides: [],
			deps: {
				clock: { now: () => at("12:00") },
				fleet: { getEndpoint: async () => fresh },
				writer: { mode: "enforce", pause },
			},
		} as unknown as GuardPass;
		const previous = heldOf({ status, written: capped });
		await carryOutStep(pass, stepOf({ method: "pause" }), previous);
		return pauses;
	}

	test.each(["superseded", "restored"] as const)(
		"is the person's where it was %s",
		async (status) => {
			expect(await pauseOver(status)).toBe(0);
		},
	);

	test("is the guard's where the cap stands", async () => {
		expect(await pauseOver("applied")).toBe(1);
	});
});

test("a cap that landed unseen is the guard's own while a lower one has not landed", async () => {
	const written = { ...pausedWrite, paused: false, maxReplica: 3, updatedAt: null };
	const first = { ...written, updatedAtBefore: before.updatedAt };
	const previous = heldOf({ status: "intended", written: first });
	const pass = { now: at("11:05"), records: [record], groups: [], before: { generation: 1 } };
	const whole = {
		...pass,
		deps: { writer: { mode: "enforce" } },
		reading: { period: { key: "2026-03-02" } },
	} as unknown as GuardPass;
	const { held } = await intend(whole, [stepOf({ minReplica: 1, maxReplica: 2 })], [previous]);
	const landed = endpointOf({ maxReplica: 3, updatedAt: at("11:00:01") });
	const own = held[0] as Held;
	const input = { held: own, record, listedAt: at("11:06"), now: at("11:07"), limits };
	expect(own.written.maxReplica).toBe(2);
	expect(verifyHeld({ ...input, endpoint: landed }).event).not.toBe("superseded");
});
