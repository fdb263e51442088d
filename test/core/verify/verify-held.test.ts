import { describe, expect, test } from "vitest";
import {
	type HeldEvent,
	matchesWritten,
	verifyHeld,
} from "../../../shared/core/verify/verify-held.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import { at, endpointOf, heldOf, limits, pausedWrite, recordOf } from "../fixture.ts";

type Seen = {
	readonly held: Held;
	readonly endpoint: Endpoint | undefined;
	readonly listedAt?: string;
	readonly now?: string;
};

function verify({ held, endpoint, listedAt = "11:05", now = "11:05:10" }: Seen): {
	next: Held | null;
	event: HeldEvent | null;
} {
	const record = recordOf();
	return verifyHeld({ held, endpoint, record, listedAt: at(listedAt), now: at(now), limits });
}

/** As the guard wrote it: min 1 max 1, one replica, changed by the guard at 11:00:01. */
function asWritten(parts: Parameters<typeof endpointOf>[0] = {}): Endpoint {
	const counts = { maxReplica: 1, readyReplica: 1, targetReplica: 1 };
	return endpointOf({ ...counts, updatedAt: at("11:00:01"), updatedBy: "guard", ...parts });
}

const intended = heldOf({ status: "intended" });
const unread = { ...intended, written: { ...intended.written, updatedAt: null } };
const paused = heldOf({ method: "pause", written: pausedWrite });
const asleep = heldOf({ method: "sleep", written: { ...pausedWrite, paused: false } });

describe("nothing is concluded", () => {
	test("from a list that may be older than the guard's own write", () => {
		for (const status of ["intended", "applied", "restored", "superseded"] as const) {
			const held = heldOf({ status });
			const before = verify({ held, endpoint: endpointOf(), listedAt: "11:00", now: "13:00" });
			expect(before).toEqual({ next: held, event: null });
			const without = verify({ held, endpoint: undefined, listedAt: "11:00", now: "13:00" });
			expect(without).toEqual({ next: held, event: null });
		}
	});

	test("from an endpoint that the account last changed before the guard's write, whenever it was listed", () => {
		const held = heldOf();
		const endpoint = endpointOf({ updatedAt: at("11:00:01") });
		expect(verify({ held, endpoint })).toEqual({ next: held, event: null });
	});

	test("of what was only recorded in shadow mode, whatever the account shows of it", () => {
		const held = heldOf({ status: "recorded" });
		expect(verify({ held, endpoint: endpointOf() })).toEqual({ next: held, event: null });
	});

	test("of what is on its way back", () => {
		const held = heldOf({ status: "restoring" });
		expect(verify({ held, endpoint: endpointOf() })).toEqual({ next: held, event: null });
	});
});

describe("an endpoint that is not there any more", () => {
	test.each(["intended", "applied", "recorded", "restoring", "restored", "superseded"] as const)(
		"is let go while it is %s",
		(status) => {
			const gone = { next: null, event: "gone" };
			expect(verify({ held: heldOf({ status }), endpoint: undefined })).toEqual(gone);
			const again = endpointOf({ createdAt: at("11:04") });
			expect(verify({ held: heldOf({ status }), endpoint: again })).toEqual(gone);
		},
	);
});

describe("an intended change", () => {
	test("that the account shows is applied from then on", () => {
		const { next, event } = verify({ held: intended, endpoint: asWritten() });
		expect(event).toBe("applied");
		expect(next).toMatchObject({ status: "applied", statusSince: at("11:05:10") });
	});

	test("that the account does not show stays intended, and after two passes that is news, once", () => {
		const endpoint = endpointOf({ updatedAt: at("11:03") });
		const events: (string | null)[] = [];
		let held: Held = unread;
		for (let pass = 0; pass < 5; pass += 1) {
			const { next, event } = verify({ held, endpoint });
			expect(next?.status).toBe("intended");
			events.push(event);
			held = next ?? held;
		}
		expect(events).toEqual([null, null, "no-effect", null, null]);
	});

	test("that was never re-read is known by the account's time of change once it is seen", () => {
		const { next } = verify({ held: unread, endpoint: asWritten() });
		expect(next?.written.updatedAt).toBe(at("11:00:01"));
		const old = endpointOf({ updatedAt: at("10:00") });
		expect(verify({ held: next ?? unread, endpoint: old, listedAt: "11:06" }).event).toBeNull();
	});
});

test("an intended change that stands on another instance is a person's from then on, though it looks like the guard's", () => {
	const { hardware } = endpointOf();
	const other = { ...hardware, instanceSize: "x4" };
	const endpoint = asWritten({ hardware: other, updatedAt: at("11:03") });
	const held = { ...unread, written: { ...unread.written, updatedAtBefore: at("10:00") } };
	expect(verify({ held, endpoint })).toMatchObject({
		next: { status: "superseded" },
		event: "superseded",
	});
	// A timeout may have been lost by the guard's own write.
	const lost = asWritten({ scaleToZeroTimeoutMinutes: 30 });
	expect(verify({ held: unread, endpoint: lost }).event).toBe("applied");
});

describe("an applied change that stands", () => {
	test("and has its effect is left as it is", () => {
		const held = heldOf();
		expect(verify({ held, endpoint: asWritten() })).toEqual({ next: held, event: null });
		const stopped = endpointOf({ state: "paused", readyReplica: 0, targetReplica: 0 });
		expect(verify({ held: paused, endpoint: stopped })).toEqual({ next: paused, event: null });
	});

	test("without effect is counted for two passes and told once, in the third", () => {
		let held = heldOf();
		const told: (HeldEvent | null)[] = [];
		for (let pass = 0; pass < 6; pass++) {
			const { next, event } = verify({ held, endpoint: asWritten({ readyReplica: 3 }) });
			held = next ?? held;
			told.push(event);
		}
		expect(told).toEqual([null, null, "no-effect", null, null, null]);
		expect(held.passesWithoutEffect).toBe(3);
	});

	test("and takes effect late begins to count anew", () => {
		const { next } = verify({ held: heldOf({ passesWithoutEffect: 2 }), endpoint: asWritten() });
		expect(next?.passesWithoutEffect).toBe(0);
	});

	test("as a pause is without effect while a single replica runs; as a cap only above its maximum", () => {
		const stopped = endpointOf({ state: "paused", readyReplica: 1 });
		expect(verify({ held: paused, endpoint: stopped }).next?.passesWithoutEffect).toBe(1);
		const { written } = heldOf();
		const held = heldOf({ written: { ...written, maxReplica: 2 } });
		const two = asWritten({ maxReplica: 2, readyReplica: 2 });
		expect(verify({ held, endpoint: two }).next?.passesWithoutEffect).toBe(0);
	});

	test("as a sleep stands while it sleeps and when a request has woken it: that is no person", () => {
		const updatedAt = at("11:04");
		for (const state of ["scaledToZero", "initializing", "running"]) {
			const endpoint = endpointOf({ state, updatedAt });
			expect(verify({ held: asleep, endpoint })).toEqual({ next: asleep, event: null });
		}
	});
});

describe("a person's change", () => {
	const later = { updatedAt: at("11:04"), updatedBy: "bob" };
	const cases: readonly (readonly [string, Held, Endpoint])[] = [
		["of the maximum", heldOf(), asWritten({ maxReplica: 6, ...later })],
		["of the minimum", heldOf(), asWritten({ minReplica: 0, ...later })],
		["that pauses what was capped", heldOf(), asWritten({ state: "paused", ...later })],
		["that resumes what was paused", paused, endpointOf(later)],
		["of the timeout", heldOf(), asWritten({ scaleToZeroTimeoutMinutes: 60, ...later })],
		["of the instance", heldOf(), asWritten({ ...largerInstance(), ...later })],
		[
			"of the maximum of one that was put to sleep",
			asleep,
			endpointOf({ maxReplica: 9, ...later }),
		],
	];

	test.each(cases)("%s wins: the guard lets go", (_, held, endpoint) => {
		const { next, event } = verify({ held, endpoint });
		expect(event).toBe("superseded");
		expect(next).toMatchObject({ status: "superseded", statusSince: at("11:05:10") });
	});

	test("is none where only scaling values of a paused endpoint differ, or replicas move", () => {
		const zeroed = endpointOf({ state: "paused", ...later, minReplica: 0, readyReplica: 0 });
		expect(verify({ held: paused, endpoint: zeroed }).event).toBeNull();
		expect(
			verify({ held: heldOf(), endpoint: asWritten({ ...later, readyReplica: 0 }) }).event,
		).toBe(null);
	});

	test("is kept for sixty minutes, then the rules apply anew", () => {
		const endpoint = endpointOf(later);
		const written = { ...heldOf().written, updatedAt: endpoint.updatedAt };
		const held = heldOf({ status: "superseded", statusSince: at("11:05"), written });
		const look = (now: string) => verify({ held, endpoint, listedAt: now, now });
		expect(look("12:04:59")).toEqual({ next: held, event: null });
		expect(look("12:05")).toEqual({ next: null, event: null });
	});

	test("is kept for sixty minutes from when the account says, where our own clock was behind", () => {
		const endpoint = endpointOf(later);
		const { next } = verify({ held: heldOf(), endpoint, listedAt: "11:02", now: "11:02" });
		expect(next).toMatchObject({ status: "superseded", statusSince: later.updatedAt });
		const held = next ?? heldOf();
		expect(verify({ held, endpoint, listedAt: "12:03", now: "12:03:59" }).next).toEqual(held);
		expect(verify({ held, endpoint, listedAt: "12:04", now: "12:04" }).next).toBeNull();
	});

	test("is left alone for another sixty minutes from a person's next change on", () => {
		const held = heldOf({ status: "superseded", statusSince: at("11:05") });
		const endpoint = endpointOf({ ...later, updatedAt: at("11:50") });
		const { next } = verify({ held, endpoint, listedAt: "11:51", now: "11:51" });
		expect(next?.statusSince).toBe(at("11:51"));
		const again = verify({ held: next ?? held, endpoint, listedAt: "12:50", now: "12:50" });
		expect(again.next?.status).toBe("superseded");
	});
});

describe("a restored endpoint", () => {
	const restored = heldOf({
		method: "pause",
		status: "restored",
		statusSince: at("12:00"),
		written: { ...pausedWrite, at: at("11:59"), updatedAt: at("12:00:01") },
	});
	const back = endpointOf({ updatedAt: at("12:00:01") });
	const stoppedLater = endpointOf({ state: "paused", updatedAt: at("12:00:30") });
	const look = (endpoint: Endpoint, now: string, held = restored) =>
		verify({ held, endpoint, listedAt: now, now });

	test("is remembered until the cooldown is over, so that nothing does the opposite before", () => {
		expect(look(back, "12:30")).toEqual({ next: restored, event: null });
		expect(look(back, "12:30:01")).toEqual({ next: null, event: null });
	});

	test("that a late call of the guard stopped again is put back once more", () => {
		const { next, event } = look(stoppedLater, "12:01");
		expect(event).toBe("undone");
		expect(next).toMatchObject({ status: "restoring", statusSince: at("12:01") });
	});

	test("that is as its step had left it, whose every call was answered, was stopped by a person", () => {
		const answered: Held = { ...restored, isAnswered: true };
		expect(look(stoppedLater, "12:01", answered)).toEqual({ next: answered, event: null });
	});

	test("whose step was sent hours before was stopped by a person", () => {
		const early = { ...restored, written: { ...restored.written, at: at("09:00") } };
		expect(look(stoppedLater, "12:01", early)).toEqual({ next: early, event: null });
	});

	test("that shows the stop only because the list is old is not put back once more", () => {
		const old = endpointOf({ state: "paused", updatedAt: at("11:00:01") });
		expect(look(old, "12:01")).toEqual({ next: restored, event: null });
	});

	test("that is stopped when no call of the guard can be late any more was stopped by a person", () => {
		expect(look(stoppedLater, "12:02")).toEqual({ next: restored, event: null });
	});

	test("that a person changed within the grace is the person's, never put back over the change", () => {
		const changed = endpointOf({ maxReplica: 9, updatedAt: at("12:00:30") });
		expect(look(changed, "12:01").event).toBeNull();
		const slept = { ...restored, method: "sleep" as const, written: asleep.written };
		expect(look(changed, "12:01", slept).event).toBeNull();
		const touched = endpointOf({ updatedAt: at("12:00:30") });
		expect(look(touched, "12:01", slept).event).toBeNull();
	});
});

describe("what stands as written", () => {
	test("is, for a pause, that it is paused, whatever its scaling says", () => {
		expect(matchesWritten(endpointOf({ state: "paused", maxReplica: 0 }), paused)).toBe(true);
		expect(matchesWritten(endpointOf(), paused)).toBe(false);
	});

	test("is, for a cap, both of its values, while it is not paused", () => {
		expect(matchesWritten(asWritten(), heldOf())).toBe(true);
		expect(matchesWritten(asWritten({ minReplica: 0 }), heldOf())).toBe(false);
		expect(matchesWritten(asWritten({ state: "paused" }), heldOf())).toBe(false);
	});
});

function largerInstance() {
	const { hardware } = endpointOf();
	return { hardware: { ...hardware, instanceSize: "x4" } };
}
