import { describe, expect, test } from "vitest";
import { type Observation, observe, samePosture } from "../../../shared/core/ledger/observe.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import { minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import type { Cursor, Posture } from "../../../shared/domain/ledger.ts";
import type { Price } from "../../../shared/domain/price.ts";
import { at, cursorOf, endpointOf, knownPrice, midnight, postureOf } from "../fixture.ts";
import { rowsOf } from "../table.ts";

const settings = { longestSampleMs: 180 * secondMs, confirmMs: 300 * secondMs };
const since = at("10:00");

/** What a list at `at` makes of an endpoint known as `posture`. */
function look(
	endpoints: readonly Endpoint[],
	seen: { at: string; cursor?: Cursor | null; postures?: readonly Posture[]; price?: Price },
): Observation[] {
	return observe({
		inventory: { at: at(seen.at), complete: true, endpoints },
		priceOf: () => seen.price ?? knownPrice(1),
		cursor: seen.cursor === undefined ? cursorOf({ observedUntil: at("10:09") }) : seen.cursor,
		postures: seen.postures ?? [known()],
		periodFrom: midnight,
		settings,
	});
}

function known(parts: Partial<Posture> = {}): Posture {
	return postureOf({ since, truthUntil: since, ...parts });
}

/** `10:00-10:09 sampled 2-2-2`, for each estimate. */
function booked(observation: Observation | undefined): string {
	const lines = (observation?.estimates ?? []).map((each) => {
		const { source, replicasLo: lo, replicasPoint: point, replicasHi: hi } = each;
		return `${clock(each.from)}-${clock(each.to)} ${source} ${lo}-${point}-${hi}`;
	});
	return lines.join(", ");
}

function clock(instant: number): string {
	const iso = new Date(instant).toISOString();
	return iso.slice(11, iso.endsWith("00.000Z") ? 16 : 19);
}

const table = `
	| list     | shows                        | books                                                |
	| -------- | ---------------------------- | ---------------------------------------------------- |
	| 10:10    | ready 3, target 3            | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 2-3-3 |
	| 10:10    | ready 1, target 1            | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 1-1-2 |
	| 10:10    | ready 2, target 4            | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 2-4-4 |
	| 10:10    | paused, ready 0, target 0    | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 0-0-2 |
	| 10:10    | scaledToZero, ready 0, target 0 | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 0-0-2 |
	| 10:10    | ready 2, target 2, max 9     | 10:00-10:09 sampled 2-2-2, 10:09-10:10 sampled 2-2-2 |
	| 10:10    | updating, ready 2, target 2  | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 2-2-4 |
	| 10:10    | updating, ready 3, target 2  | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 2-3-5 |
	| 10:10    | x4, ready 2, target 2        | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 2-2-2 |
	| 10:12    | ready 3, target 3            | 10:00-10:09 sampled 2-2-2, 10:09-10:12 changed 2-3-3 |
	| 10:12:01 | ready 3, target 3            | 10:00-10:09 sampled 2-2-2, 10:09-10:12:01 gap 1-2-4  |
	| 10:12:01 | ready 2, target 2            | 10:00-10:09 sampled 2-2-2, 10:09-10:12:01 gap 1-2-4  |
	| 10:30    | ready 9, target 9, max 9     | 10:00-10:09 sampled 2-2-2, 10:09-10:30 gap 1-2-9     |
	| 10:30    | paused, ready 0, target 0    | 10:00-10:09 sampled 2-2-2, 10:09-10:30 gap 0-2-4     |
	| 10:30    | gone                         | 10:00-10:09 sampled 2-2-2, 10:09-10:30 gap 0-2-4     |
	| 10:10    | gone                         | 10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 0-0-2 |
`;

describe("two replicas since 10:00, seen last at 10:09", () => {
	test.each(rowsOf<"list" | "shows" | "books">(table))(
		"that the list of $list shows as $shows book $books",
		(row) => {
			const shown = row.shows;
			const list = shown === "gone" ? [] : [endpointOf(shownParts(shown))];
			const [observation] = look(list, { at: row.list });
			expect(booked(observation)).toBe(row.books);
			expect(observation?.posture === null).toBe(shown === "gone");
		},
	);

	test("whose two versions ran side by side until now may have run both, up to the list that shows one", () => {
		const postures = [known({ observed: endpointOf({ state: "updating" }) })];
		const [observation] = look([endpointOf()], { at: "10:10", postures });
		expect(booked(observation)).toBe("10:00-10:09 sampled 2-2-2, 10:09-10:10 changed 2-2-4");
	});

	test("and unchanged yield nothing: a quiet list costs nothing", () => {
		expect(look([endpointOf({ lastUsedAt: at("10:10") })], { at: "10:10" })).toEqual([]);
	});

	test("begin a new posture at the list that differs, with the truth known as far as before", () => {
		const [observation] = look([endpointOf({ readyReplica: 3 })], { at: "10:10" });
		expect(observation?.posture).toMatchObject({
			since: at("10:10"),
			truthUntil: since,
			replicasLo: 3,
			replicasPoint: 3,
		});
	});

	test("book the old price up to the list that shows the new one", () => {
		const [observation] = look([endpointOf()], { at: "10:10", price: knownPrice(2) });
		expect(observation?.estimates.map(({ price }) => price)).toEqual([
			knownPrice(1),
			knownPrice(1),
		]);
		expect(observation?.posture?.price).toEqual(knownPrice(2));
	});
});

describe("an endpoint that was never seen", () => {
	test.each([
		["10:10", "10:09", "09:00", "10:09-10:10 changed 0-2-2"],
		["10:10", "10:09", "10:09:30", "10:09:30-10:10 changed 0-2-2"],
		["10:30", "10:09", "09:00", "10:09-10:30 gap 0-0-4"],
		["10:30", "10:09", "10:28", "10:28-10:30 changed 0-2-2"],
		["00:40", null, "00:10", "00:10-00:40 gap 0-0-4"],
		["00:40", null, "-10:00", "00:00-00:40 gap 0-0-4"],
	])("in the list of %s, metered since %s and created at %s, books %s", (now, last, born, want) => {
		const cursor = last === null ? null : cursorOf({ observedUntil: at(last) });
		const list = [endpointOf({ createdAt: at(born) })];
		const [observation] = look(list, { at: now, cursor, postures: [] });
		expect(booked(observation)).toBe(want);
	});

	test("owes its stage ranges from the beginning of what was assumed", () => {
		const [observation] = look([endpointOf({ createdAt: at("10:08") })], {
			at: "10:10",
			postures: [],
		});
		expect(observation?.posture).toMatchObject({ since: at("10:10"), truthUntil: at("10:09") });
	});

	test("and was created in the future by a clock that is off books nothing", () => {
		const list = [endpointOf({ createdAt: at("11:00") })];
		expect(booked(look(list, { at: "10:10", postures: [] })[0])).toBe("");
	});

	test("under a known name is another endpoint: the old one ends, the new one begins", () => {
		const again = endpointOf({ createdAt: at("10:09:30"), readyReplica: 1, targetReplica: 1 });
		const [old, fresh] = look([again], { at: "10:10" });
		expect([old?.posture, old?.createdAt]).toEqual([null, endpointOf().createdAt]);
		expect(booked(fresh)).toBe("10:09:30-10:10 changed 0-1-1");
		expect(fresh?.createdAt).toBe(again.createdAt);
	});
});

describe("a pass that began to write and did not end", () => {
	const cursor = cursorOf({ observedUntil: at("10:09"), unfinished: true });

	test("is booked again from the beginning of each posture, changed or not", () => {
		const [observation] = look([endpointOf()], { at: "10:10", cursor });
		expect(booked(observation)).toBe("10:00-10:09 sampled 2-2-2, 10:09-10:10 sampled 2-2-2");
	});

	test("books nothing before a posture that it had already written", () => {
		const written = known({ since: at("10:09:30"), truthUntil: at("10:09:30") });
		const [observation] = look([endpointOf()], { at: "10:10", cursor, postures: [written] });
		expect(booked(observation)).toBe("10:09:30-10:10 sampled 2-2-2");
	});
});

test("a list that is not newer than the posture books no time backwards", () => {
	const [observation] = look([endpointOf({ readyReplica: 3 })], {
		at: "10:00",
		cursor: cursorOf({ observedUntil: at("10:09") }),
	});
	expect(booked(observation)).toBe("");
});

describe("two postures are the same", () => {
	test("whenever they began, and not when a fact or a price differs", () => {
		expect(samePosture(known(), known({ since: since + minuteMs }))).toBe(true);
		expect(samePosture(known(), known({ price: knownPrice(2) }))).toBe(false);
		expect(samePosture(known(), known({ observed: endpointOf({ state: "paused" }) }))).toBe(false);
	});
});

/** `paused, ready 0, target 0, max 9` as the parts of an endpoint. */
function shownParts(text: string): Parameters<typeof endpointOf>[0] {
	const number = (name: string) => {
		const found = new RegExp(`${name} (\\d+)`).exec(text)?.[1];
		return found === undefined ? undefined : Number(found);
	};
	const maxReplica = number("max");
	const { hardware } = endpointOf();
	return {
		state: /^(paused|scaledToZero|updating)/.exec(text)?.[0] ?? "running",
		hardware: { ...hardware, instanceSize: text.startsWith("x4") ? "x4" : hardware.instanceSize },
		readyReplica: number("ready") ?? 0,
		targetReplica: number("target") ?? 0,
		...(maxReplica === undefined ? {} : { maxReplica }),
	};
}
