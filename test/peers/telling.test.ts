import { describe, expect, test } from "vitest";
import { sendNotices } from "../../shared/app/send-notices.ts";
import { hourMs } from "../../shared/domain/instant.ts";
import type { Log } from "../../shared/ports/log.ts";
import { midnight, stage } from "./stage.ts";

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What people see of 1, 2, 3, 26 and 28 over HTTP stands in messages.integration.test.ts; 27 in buttons.integration.test.ts. */
describe("telling", () => {
	test("1 LiteLLM #3738: an incident is told once across a hundred passes", async () => {
		const { minutes, notices } = stage();
		await minutes(360);
		const rises = (await notices()).filter((id) => id.includes("/up/"));
		expect(new Set(rises).size).toBe(rises.length);
		const before = rises.length;
		await minutes(100);
		expect((await notices()).filter((id) => id.includes("/up/"))).toHaveLength(before);
	});

	test("2 LiteLLM #14809: two runners at once are one message and one action", async () => {
		const made = stage();
		for (let minute = 0; minute < 360; minute += 1) {
			made.waitUntil(made.now() + 60_000);
			await made.meter();
			await Promise.allSettled([made.guard(made.policy), made.guard(made.policy)]);
		}
		expect(made.changes()).toEqual(["updated", "paused"]);
		const rises = (await made.notices()).filter((id) => id.includes("/up/"));
		expect(rises).toHaveLength(new Set(rises).size);
		expect(rises.filter((id) => id.includes("shutdown"))).toHaveLength(1);
	});

	test("3 newrelic #455: a guard that starts anew after it told does not tell again", async () => {
		const { until, guard, policy, notices } = stage();
		await until(midnight + 6 * hourMs);
		const told = await notices();
		// A pass keeps nothing in memory: each one is a process of its own, as in the cloud.
		for (let pass = 0; pass < 3; pass += 1) await guard({ ...policy });
		expect(await notices()).toEqual(told);
	});

	test("26 a channel that is down: the action is done, and told when it is back", async () => {
		const made = stage();
		const received: string[] = [];
		let isDown = true;
		const send = () =>
			sendNotices({
				namespace: "acme",
				table: made.table,
				clock: made.clock,
				log: silent,
				receivers: [
					{
						channel: "pager",
						send: async ({ id }) => {
							if (isDown) {
								return { ok: false, retryable: true, retryAfterMs: null, reason: "down" } as const;
							}
							received.push(id);
							return { ok: true } as const;
						},
					},
				],
			});
		await made.until(midnight + 6 * hourMs);
		await send();
		expect(made.changes()).toContain("paused");
		expect(received).toEqual([]);
		isDown = false;
		await made.minutes(60);
		await send();
		expect(received.filter((id) => id.includes("shutdown/up"))).toHaveLength(1);
	});
});
