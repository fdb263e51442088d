import { describe, expect, test } from "vitest";
import { bookPass, hoursTouched, itemKey } from "../../../shared/core/ledger/book-pass.ts";
import { chargeOf, lotsOf } from "../../../shared/core/ledger/lots.ts";
import type { Observation } from "../../../shared/core/ledger/observe.ts";
import type { StageRange } from "../../../shared/domain/endpoint.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import type { EstimatedSpan, HourItem, Posture } from "../../../shared/domain/ledger.ts";
import { at, endpointOf, exactly, knownPrice, postureOf } from "../fixture.ts";

const running: StageRange = {
	replicaId: "r1",
	stage: "running",
	from: at("00:00"),
	to: at("23:00"),
};

describe("a range that is open over several hours", () => {
	const posture = postureOf({ since: at("10:40"), truthUntil: at("10:40") });
	const window = { from: at("10:40"), to: at("13:10") };
	const answers = [{ posture, window, ranges: [running] }];

	test("touches every hour of the window and no other", () => {
		expect(hoursTouched([], answers)).toEqual(["10:00", "11:00", "12:00", "13:00"].map(at));
	});

	test("books in each hour just its part, so that the sum is the whole", () => {
		const items = bookPass([], [], answers);
		expect(items.map(spentOfHour)).toEqual(
			[20, 60, 60, 10].map((part) => exactly(part / 60).point),
		);
	});

	test("ends at the end of the window, whatever the account knows of the time after", () => {
		const [first] = bookPass(
			[],
			[],
			[{ posture, window: { ...window, to: at("10:41") }, ranges: [running] }],
		);
		expect(first?.covered).toEqual([{ from: at("10:40"), to: at("10:41") }]);
	});
});

describe("a pass", () => {
	test("that is booked again changes nothing, although its hours hold it already", () => {
		const observations = [observationOf("chat", estimateOf("10:00", "11:30", 2))];
		const answers = [answerOf(postureOf({ since: at("11:30") }), "11:20", "11:30")];
		const once = bookPass([], observations, answers);
		expect(bookPass(once, observations, answers)).toEqual(once);
	});

	test("of a question that failed books the assumption alone", () => {
		const observations = [observationOf("chat", estimateOf("10:00", "10:30", 2))];
		const [item] = bookPass([], observations, [
			{ ...answerOf(postureOf(), "10:00", "10:30"), ranges: null },
		]);
		expect(item?.covered).toEqual([]);
		expect(item === undefined ? 0 : spentOfHour(item)).toBe(exactly(1).point);
	});

	test("whose read reaches less far back than the open posture leaves no hole before it", () => {
		const posture = postureOf({ since: at("10:00"), truthUntil: at("10:00") });
		const [item] = bookPass([], [], [answerOf(posture, "10:30", "11:00")]);
		expect(item?.estimates).toEqual([
			expect.objectContaining({ from: at("10:00"), to: at("10:30"), replicasPoint: 2 }),
		]);
		expect(item?.covered).toEqual([{ from: at("10:30"), to: at("11:00") }]);
	});

	test("prices what the old posture stood for at the old price, and what follows at the new", () => {
		const observations = [observationOf("chat", estimateOf("10:00", "10:30", 1))];
		const posture = postureOf({ since: at("10:30"), price: knownPrice(3) });
		const first = bookPass([], observations, [answerOf(posture, "09:50", "10:30")]);
		const later = bookPass(first, [], [answerOf(posture, "10:20", "11:00")]);
		const item = later.find((each) => each.hour === at("10:00"));
		expect(item === undefined ? 0 : spentOfHour(item)).toBe(exactly(0.5 + 1.5).point);
	});

	test("keeps an endpoint that was created anew under the same name apart from the old one", () => {
		const again = endpointOf({ createdAt: at("10:30") });
		const observations = [
			observationOf("chat", estimateOf("10:00", "10:30", 2)),
			{ ...observationOf("chat", estimateOf("10:30", "10:45", 1)), createdAt: again.createdAt },
		];
		const items = bookPass([], observations, []);
		expect(items.map(spentOfHour)).toEqual([exactly(1).point, exactly(0.25).point]);
		expect(new Set(items.map(itemKey)).size).toBe(2);
	});

	test("returns the hours it was given and did not touch as they are", () => {
		const [untouched] = bookPass([], [observationOf("other", estimateOf("10:00", "10:30", 2))], []);
		const given = untouched === undefined ? [] : [untouched];
		const items = bookPass(given, [observationOf("chat", estimateOf("10:00", "10:30", 2))], []);
		expect(items[0]).toBe(untouched);
		expect(items).toHaveLength(2);
	});
});

function spentOfHour(item: HourItem): number {
	return chargeOf(lotsOf(item, { from: item.hour, to: item.hour + hourMs })).point;
}

function answerOf(posture: Posture, from: string, to: string) {
	return { posture, window: { from: at(from), to: at(to) }, ranges: [running] };
}

function observationOf(endpoint: string, ...estimates: EstimatedSpan[]): Observation {
	return { endpoint, createdAt: endpointOf().createdAt, estimates, posture: null };
}

function estimateOf(from: string, to: string, replicas: number): EstimatedSpan {
	return {
		from: at(from),
		to: at(to),
		source: "sampled",
		replicasLo: replicas,
		replicasPoint: replicas,
		replicasHi: replicas,
		price: knownPrice(1),
	};
}
