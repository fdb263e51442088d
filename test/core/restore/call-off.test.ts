import { describe, expect, test } from "vitest";
import { callOff } from "../../../shared/core/restore/call-off.ts";
import type { RestoreInput } from "../../../shared/core/restore/plan-restore.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import {
	at,
	endpointOf,
	heldOf,
	limits,
	overrideOf,
	pausedWrite,
	policyOf,
	readingOf,
	recordOf,
} from "../fixture.ts";

const now = at("12:00");
const record = recordOf({ scaling: { minReplica: 1, maxReplica: 4 } });

/** Resumed at 11:50, when the re-PUT was not answered; the next try would be now. */
function halfWay(parts: Partial<Held> = {}): Held {
	const written = { ...pausedWrite, paused: false, minReplica: 1, maxReplica: 1 };
	return heldOf({
		method: "pause",
		status: "restoring",
		statusSince: at("11:10"),
		written: { ...written, updatedAt: at("11:50") },
		attempts: 1,
		nextAttemptAt: now,
		lastError: "502",
		...parts,
	});
}

function calledOff(held: Held, endpoint: Endpoint, parts: Partial<RestoreInput> = {}) {
	return callOff(held, {
		held: [held],
		records: [record],
		endpoints: [endpoint],
		overrides: [],
		reading: readingOf({ at: now }),
		tier: "shutdown",
		policy: policyOf(),
		usualRestMicroUsd: null,
		now,
		...parts,
	});
}

const resumed = endpointOf({ minReplica: 1, maxReplica: 1, updatedAt: at("11:50") });

describe("a restore between two tries, when a line is crossed again", () => {
	test("half-way is held as a cap, by the record of before, and waits out the cooldown", () => {
		const { next, event } = calledOff(halfWay(), resumed);
		expect(event).toBeNull();
		expect(next).toMatchObject({
			status: "applied",
			method: "cap",
			generation: 1,
			easedAt: now,
			attempts: 0,
			lastError: null,
			written: { paused: false, minReplica: 1, maxReplica: 1, updatedAt: at("11:50") },
		});
	});

	test("half-way with a scaling that the re-PUT was to replace is ours by the time of its change", () => {
		const sent = { ...halfWay().written, maxReplica: 4 };
		expect(calledOff(halfWay({ written: sent }), resumed).next?.status).toBe("applied");
		const later = endpointOf({ minReplica: 1, maxReplica: 1, updatedAt: at("11:51") });
		expect(calledOff(halfWay({ written: sent }), later).event).toBe("superseded");
	});

	test("stays paused where the resume never took effect", () => {
		const held = halfWay({ written: pausedWrite });
		const { next } = calledOff(held, endpointOf({ state: "paused", updatedAt: at("11:00:01") }));
		expect(next).toMatchObject({ status: "applied", method: "pause", attempts: 0 });
		expect(next?.written).toEqual(pausedWrite);
		expect(next?.easedAt).toBeUndefined();
	});

	test("is back where the last try took effect unseen, and has its cooldown from now on", () => {
		const { next, event } = calledOff(halfWay(), endpointOf({ updatedAt: at("11:51") }));
		expect(event).toBeNull();
		expect(next).toMatchObject({ status: "restored", statusSince: now, lastError: null });
	});

	test.each([
		["scaling", endpointOf({ minReplica: 3, maxReplica: 5, updatedAt: at("11:58") })],
		["pause", endpointOf({ state: "paused", minReplica: 1, updatedAt: at("11:58") })],
	])("gives way to a person's %s", (_, endpoint) => {
		const { next, event } = calledOff(halfWay(), endpoint);
		expect(event).toBe("superseded");
		expect(next?.status).toBe("superseded");
	});

	test("is not judged by a list that shows what was before its own resume", () => {
		const held = halfWay();
		const paused = endpointOf({ state: "paused", updatedAt: at("11:00:01") });
		expect(calledOff(held, paused)).toEqual({ next: held, event: null });
	});
});

describe("a restore goes on", () => {
	const held = halfWay();
	const unchanged = { next: held, event: null };
	const wish = overrideOf({ kind: "restore-now", grantedAt: at("11:40"), expiresAt: at("13:00") });

	test.each<[string, Partial<RestoreInput>]>([
		["where no line is crossed", { tier: "ok" }],
		["on a person's wish, whatever tier stands", { overrides: [wish] }],
		["while the data is old", { reading: readingOf({ stale: true }) }],
		["without its record, which a person is asked for", { records: [] }],
		["until its next try is due", { now: now - 1 }],
	])("%s", (_, parts) => {
		expect(calledOff(held, resumed, parts)).toEqual(unchanged);
	});

	test("while a call of its last pass may still land", () => {
		const begun = halfWay({ statusSince: now - 2 * limits.intentGraceMs + 1, nextAttemptAt: 0 });
		expect(calledOff(begun, resumed).next).toEqual(begun);
		expect(calledOff(begun, resumed, { now: now + 1 }).next?.status).toBe("applied");
	});
});

test("what is asked back and has to wait is back once its last try is over and it stands as it was", () => {
	const back = endpointOf({ updatedAt: at("11:51") });
	const asked = { tier: "ok" as const };
	const { next, event } = calledOff(halfWay(), back, asked);
	expect(event).toBeNull();
	expect(next).toMatchObject({ status: "restored", statusSince: now, lastError: null });
	const begun = halfWay({ statusSince: now - 2 * limits.intentGraceMs + 1 });
	expect(calledOff(begun, back, asked).next).toEqual(begun);
	const cap = halfWay({ method: "cap" });
	expect(calledOff(cap, back, asked).next?.status).toBe("restored");
});

test("an order to stop calls a restore off as a tier does", () => {
	const stop = overrideOf({ kind: "stop-now", grantedAt: now - minuteMs, expiresAt: at("13:00") });
	expect(calledOff(halfWay(), resumed, { tier: "ok", overrides: [stop] }).next?.status).toBe(
		"applied",
	);
});

test("an order to stop does not wait until the next try is due, only until the last can do nothing more", () => {
	const stop = overrideOf({ kind: "stop-now", grantedAt: now - minuteMs, expiresAt: at("13:00") });
	const orders = { tier: "ok" as const, overrides: [stop] };
	const later = { attempts: 4, nextAttemptAt: now + 40 * minuteMs };
	expect(calledOff(halfWay(later), resumed, orders).next?.status).toBe("applied");
	const begun = halfWay({ ...later, statusSince: now - 2 * limits.intentGraceMs + 1 });
	expect(calledOff(begun, resumed, orders).next).toEqual(begun);
	const past = { ...stop, expiresAt: now };
	const held = halfWay(later);
	expect(calledOff(held, resumed, { overrides: [past] }).next).toEqual(held);
});

test("an earlier cap that stands because a lower one never landed is held as a cap", () => {
	const written = {
		...pausedWrite,
		paused: false,
		minReplica: 1,
		maxReplica: 2,
		updatedAt: null,
		updatedAtBefore: at("10:31"),
		formerly: [{ minReplica: 1, maxReplica: 3 }],
	};
	const held = halfWay({ method: "cap", written });
	const seen = { minReplica: 1, maxReplica: 3 };
	const known = endpointOf({ ...seen, updatedAt: at("10:31") });
	expect(calledOff(held, known).next).toMatchObject({ status: "applied", written: seen });
	const later = endpointOf({ ...seen, updatedAt: at("11:55") });
	expect(calledOff(held, later).next?.status).toBe("restoring");
});

describe("what a softer tier asked for, written late by the guard's own try", () => {
	const eased = { minReplica: 1, maxReplica: 2 };
	const late = endpointOf({ ...eased, updatedAt: at("11:52") });
	const written = { ...halfWay().written, formerly: [eased] };

	test("is the guard's own when the restore is called off, whenever it landed", () => {
		const { next, event } = calledOff(halfWay({ written }), late);
		expect(event).toBeNull();
		expect(next).toMatchObject({ status: "applied", method: "cap", written: eased });
	});

	test("is a person's where the guard had not paused it", () => {
		expect(calledOff(halfWay({ method: "cap", written }), late).event).toBe("superseded");
	});

	test("is a person's with any other scaling", () => {
		const other = endpointOf({ minReplica: 1, maxReplica: 3, updatedAt: at("11:52") });
		expect(calledOff(halfWay({ written }), other).event).toBe("superseded");
	});
});

test("what is held in any other state is left as it is", () => {
	for (const status of ["intended", "applied", "recorded", "superseded", "restored"] as const) {
		const held = halfWay({ status, attempts: 0 });
		expect(calledOff(held, resumed)).toEqual({ next: held, event: null });
	}
});

test("a restore that no call was made for is over at once, and its tries count no more", () => {
	const paused = endpointOf({ state: "paused" });
	const held = halfWay({ status: "applied", written: pausedWrite, nextAttemptAt: at("12:04") });
	const forgotten = { ...held, attempts: 0, nextAttemptAt: now, lastError: null };
	expect(calledOff(held, paused).next).toEqual(forgotten);
	expect(calledOff(held, paused, { tier: "ok" }).next).toEqual(held);
});
