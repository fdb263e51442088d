import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { CallBudget } from "../../../shared/adapters/huggingface/call-budget.ts";
import {
	callBudgetOf,
	createHttpClient,
} from "../../../shared/adapters/huggingface/http-client.ts";
import { change, failure, request, setUp, start, token } from "./client-setup.ts";
import { json } from "./scripted-fetch.ts";

describe("limits", () => {
	test("at most four calls are in flight, and those that wait keep their order", async () => {
		let inFlight = 0;
		let most = 0;
		const order: string[] = [];
		const clock = new VirtualClock(start);
		const slow: typeof fetch = async (input) => {
			inFlight += 1;
			most = Math.max(most, inFlight);
			order.push(new URL(input instanceof Request ? input.url : input).pathname);
			await clock.sleep(1_000);
			inFlight -= 1;
			return json({});
		};
		const client = createHttpClient({ fetch: slow, clock, token });
		const paths = Array.from({ length: 10 }, (_, index) => `/${index}`);
		const twice = async (path: string) => {
			await client.read({ method: "GET", path });
			await client.read({ method: "GET", path });
		};
		await clock.run(Promise.all(paths.map(twice)));
		expect(most).toBe(4);
		expect(order.slice(0, paths.length)).toEqual(paths);
		expect(clock.now() - start).toBe(5_000);
	});

	test("a failed call gives its place back", async () => {
		const { client, run } = setUp({ script: [json({}, 403)], settings: { callsInFlight: 1 } });
		await failure(run(client.read(request)));
		expect((await failure(run(client.read(request)))).code).toBe("forbidden");
	});

	test("no window of five minutes sees more than 600 calls, however eager the passes", async () => {
		const { client, calls, clock } = setUp({ script: [json({})] });
		const sentAt: number[] = [];
		const eager = async () => {
			while (clock.now() < start + 900_000) {
				const before = calls.length;
				await client.read(request).catch(() => clock.sleep(1_000));
				if (calls.length > before) sentAt.push(clock.now());
				else await clock.sleep(100);
			}
		};
		await clock.run(eager());
		const worst = Math.max(
			...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 300_000).length),
		);
		expect(worst).toBe(550);
		expect(sentAt.length).toBeGreaterThan(1_600);
	});

	test("watch leaves half of the calls of any five minutes to metering and acting, and metering a twelfth to acting", () => {
		const budget = new CallBudget(callBudgetOf(600));
		const takeAll = (effect: "read" | "write" | "spare") => {
			let taken = 0;
			while (budget.take(effect, start) === 0) taken += 1;
			return taken;
		};
		expect([takeAll("spare"), takeAll("read"), takeAll("write")]).toEqual([300, 250, 50]);
	});

	test("a call over the budget waits within its pass and fails beyond it", async () => {
		const callBudget = new CallBudget({ calls: 1, windowMs: 20_000, reservedForWrites: 0 });
		const near = setUp({ script: [json({})], callBudget });
		await near.run(near.client.read(request));
		await near.run(near.client.read(request));
		expect(near.clock.now() - start).toBe(20_000);
		const far = setUp({
			script: [json({})],
			callBudget: new CallBudget({ calls: 1, windowMs: 60_000, reservedForWrites: 0 }),
		});
		await far.run(far.client.read(request));
		const error = await failure(far.run(far.client.read(request)));
		expect(error).toMatchObject({ code: "call-budget", retryable: true });
		expect(far.clock.now() - start).toBe(0);
	});

	test("reads leave some of the budget to writes", async () => {
		const callBudget = new CallBudget({ calls: 3, windowMs: 600_000, reservedForWrites: 1 });
		const { client, run } = setUp({ script: [json({})], callBudget });
		await run(client.read(request));
		await run(client.read(request));
		expect((await failure(run(client.read(request)))).code).toBe("call-budget");
		await run(client.write(change));
		expect((await failure(run(client.write(change)))).code).toBe("call-budget");
	});
});
