import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue } from "../../shared/simulator/event-queue.ts";

test("items come out by instant, and in the order of insertion where instants are equal", () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (instants) => {
			const queue = new EventQueue<number>();
			for (const [order, at] of instants.entries()) queue.add(at, order);
			const expected = instants
				.map((at, order) => ({ at, order }))
				.sort((left, right) => left.at - right.at || left.order - right.order);
			const taken = expected.map(() => queue.take());
			expect(taken.map(({ at, item }) => ({ at, order: item }))).toEqual(expected);
			expect(queue.nextAt()).toBe(Number.POSITIVE_INFINITY);
			expect(() => queue.take()).toThrow(RangeError);
		}),
	);
});
