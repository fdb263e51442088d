import { expect, test } from "vitest";
import { CallSlots } from "../../../shared/adapters/dynamodb/call-slots.ts";

test("no more calls are in flight than there are slots, and they begin in order", async () => {
	const slots = new CallSlots(3);
	const begun: number[] = [];
	let inFlight = 0;
	let most = 0;
	await Promise.all(
		Array.from({ length: 20 }, (_, n) =>
			slots.run(async () => {
				begun.push(n);
				inFlight += 1;
				most = Math.max(most, inFlight);
				await Promise.resolve();
				inFlight -= 1;
			}),
		),
	);
	expect(most).toBe(3);
	expect(begun).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test("a call that fails gives its slot back", async () => {
	const slots = new CallSlots(1);
	await expect(slots.run(() => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
	expect(await slots.run(() => Promise.resolve("next"))).toBe("next");
});
