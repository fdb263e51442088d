import { describe, expect, test } from "vitest";
import {
	coldStartMs,
	definition,
	hourMs,
	minuteMs,
	secondMs,
	start,
	worldWith,
} from "./fixture.ts";

describe("disturbances", () => {
	test("a failed endpoint has no replicas and costs nothing until it is resumed", () => {
		const { account, wait, now } = worldWith([definition()]);
		account.disturb("chat", "fail");
		wait(minuteMs);
		expect(account.find("chat")).toMatchObject({ state: "failed", readyReplica: 0 });
		expect(account.truth.rateMicroUsdPerHour(now())).toBe(0);
		expect(account.resume("chat", "ann").ok).toBe(true);
		wait(coldStartMs);
		expect(account.find("chat")?.state).toBe("running");
	});

	test("a stuck endpoint initialises, and costs money, until it is healed", () => {
		const { account, wait, now } = worldWith([definition()]);
		account.disturb("chat", "stickInitialising");
		account.pause("chat", "ann");
		account.resume("chat", "ann");
		wait(5 * hourMs);
		expect(account.find("chat")?.state).toBe("initializing");
		expect(account.truth.rateMicroUsdPerHour(now())).toBe(800_000);
		account.disturb("chat", "heal");
		expect(account.find("chat")?.state).toBe("running");
	});

	test("a replica that crashes is replaced", () => {
		const { account, wait } = worldWith([definition()]);
		account.disturb("chat", "crash");
		expect(account.find("chat")).toMatchObject({ readyReplica: 0, targetReplica: 1 });
		wait(coldStartMs);
		expect(account.replicas("chat")?.map((each) => each.exitCode)).toEqual([137, null]);
	});
});

describe("creation and removal", () => {
	const body = {
		name: "new-one",
		type: "authenticated",
		tags: ["critical"],
		provider: { vendor: "aws", region: "us-east-1" },
		compute: {
			accelerator: "gpu",
			instanceType: "nvidia-l4",
			instanceSize: "x1",
			scaling: { minReplica: 2, maxReplica: 3 },
		},
		model: { repository: "org/model-13B", framework: "pytorch", image: { huggingface: {} } },
	};

	test("a new endpoint is pending without a URL, then starts as many replicas as its minimum", () => {
		const { account, wait } = worldWith([]);
		account.baseUrl = "http://simulated";
		expect(account.create(body, "ann").ok).toBe(true);
		const created = account.find("new-one");
		expect(created).toMatchObject({ state: "pending", url: "", targetReplica: 2 });
		expect(created?.parametersBillions).toBe(13);
		wait(hourMs);
		const running = account.find("new-one");
		expect(running).toMatchObject({ state: "running", readyReplica: 2 });
		expect(running?.url).toBe(`http://simulated/data/${running?.id}`);
		expect(account.create(body, "ann")).toMatchObject({ ok: false, status: 409 });
	});

	test("a removed endpoint is gone, and its bill stays", () => {
		const { account, wait } = worldWith([definition()]);
		wait(hourMs);
		expect(account.remove("chat", "ann").ok).toBe(true);
		wait(hourMs);
		expect(account.find("chat")).toBeNull();
		expect(account.list()).toEqual([]);
		expect(account.pause("chat", "ann")).toMatchObject({ ok: false, status: 404 });
		const billedMs = hourMs + 30 * secondMs;
		expect(account.truth.billMicroUsd(start, start + 2 * hourMs, "chat")).toBe(
			Math.round((billedMs * 800_000) / hourMs),
		);
	});
});
