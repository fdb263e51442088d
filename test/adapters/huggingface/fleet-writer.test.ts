import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { createFleetWriter } from "../../../shared/adapters/huggingface/fleet-writer.ts";
import { createHttpClient } from "../../../shared/adapters/huggingface/http-client.ts";
import { runner } from "./runner.ts";
import { json, type ScriptedAnswer, scriptedFetch } from "./scripted-fetch.ts";

function setUp(...script: readonly ScriptedAnswer[]) {
	const clock = new VirtualClock(0);
	const { calls, fetch } = scriptedFetch(...script);
	const client = createHttpClient({ fetch, clock, token: "hf_canary" });
	const writer = createFleetWriter({ client, namespace: "acme" });
	return { calls, writer, run: runner(clock) };
}

const refusal = (error: string) => json({ error }, 400);

describe("what is sent", () => {
	test.each([
		[
			{ minReplica: 0, maxReplica: 1 },
			{ minReplica: 0, maxReplica: 1 },
		],
		[
			{ minReplica: 1, maxReplica: 2, scaleToZeroTimeoutMinutes: 15 },
			{ minReplica: 1, maxReplica: 2, scaleToZeroTimeout: 15 },
		],
		[
			{ minReplica: 1, maxReplica: 2, scaleToZeroTimeoutMinutes: null },
			{ minReplica: 1, maxReplica: 2, scaleToZeroTimeout: null },
		],
	])("a scaling update of %j sends exactly these fields", async (update, scaling) => {
		const { calls, writer, run } = setUp(json({}));
		expect(await run(writer.updateScaling("chat", update))).toBe("written");
		expect(calls).toMatchObject([{ method: "PUT", body: { compute: { scaling } } }]);
		expect(calls[0]?.body).toEqual({ compute: { scaling } });
		expect(calls[0]?.url.pathname).toBe("/v2/endpoint/acme/chat");
	});

	test.each([
		["pause", "pause"],
		["resume", "resume"],
		["scaleToZero", "scale-to-zero"],
	] as const)("%s is a POST without a body", async (method, verb) => {
		const { calls, writer, run } = setUp(json({}));
		expect(await run(writer[method]("chat"))).toBe("written");
		expect(calls).toMatchObject([{ method: "POST", body: undefined }]);
		expect(calls[0]?.url.pathname).toBe(`/v2/endpoint/acme/chat/${verb}`);
	});
});

describe("what is refused", () => {
	test.each([
		["resume", "Endpoint is already running"],
		["pause", "Endpoint is already paused"],
	] as const)("a %s that says %s is a success", async (method, error) => {
		const { writer, run } = setUp(refusal(error));
		expect(await run(writer[method]("chat"))).toBe("written");
	});

	test.each([
		["resume", refusal("Quota exceeded"), "rejected"],
		["resume", json({ error: "already running" }, 500), "unavailable"],
		["pause", refusal("Endpoint is already running"), "rejected"],
		["scaleToZero", refusal("workload cannot be scaled to zero"), "rejected"],
		["scaleToZero", json({ error: "Not Found" }, 404), "not-found"],
	] as const)("a %s that fails otherwise rejects", async (method, answer, code) => {
		const { writer, run } = setUp(answer);
		await expect(run(writer[method]("chat"))).rejects.toMatchObject({ code });
	});
});
