import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { trackedFetch } from "../../shared/adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../shared/adapters/clock/virtual-clock.ts";
import { createJsonLog } from "../../shared/adapters/log/json-log.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { loadPolicy } from "../../shared/config/load-policy.ts";
import type { Mode } from "../../shared/domain/policy.ts";
import { composeGuardrail, type Guardrail } from "../../shared/local/compose.ts";
import { demoAccountSettings } from "../../shared/local/demo.ts";
import type { Table } from "../../shared/ports/table.ts";
import {
	type StartedAccount,
	startSimulatedAccount,
} from "../../shared/simulator/http/start-account.ts";
import { smallPolicyText, smallScenario } from "./kill/small-account.ts";

const minuteMs = 60_000;
const scenario = smallScenario();

let clock: VirtualClock;
let started: StartedAccount;
let table: Table;
let titles: string[] = [];
let hidden: string | null = null;
let minute = 0;

beforeEach(async () => {
	clock = new VirtualClock(scenario.start);
	table = createMemoryTable({ clock });
	titles = [];
	hidden = null;
	minute = 0;
	started = await startSimulatedAccount({
		scenario,
		seed: 1,
		clock: clock.requestFace,
		settings: { ...demoAccountSettings, ...scenario.settings },
	});
});

afterEach(() => started.close());

function guardrailIn(mode: Mode): Guardrail {
	const text = smallPolicyText.replace("mode: enforce", `mode: ${mode}`);
	const loaded = loadPolicy(text, { file: "guardrail.yml", defaultMode: mode });
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	return composeGuardrail({
		namespace: "acme",
		policy: loaded.policy,
		simulated: true,
		table,
		clock,
		log: createJsonLog({ clock, write: () => undefined }),
		fetch: hiding(trackedFetch(clock)),
		endpointsUrl: started.url,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [
			{
				channel: "test",
				send: async ({ message }) => {
					titles.push(message.title);
					return { ok: true };
				},
			},
		],
	});
}

/** A list that leaves one endpoint out and agrees with itself about it. */
function hiding(send: typeof fetch): typeof fetch {
	return async (input, init) => {
		const response = await send(input, init);
		const url = input instanceof Request ? input.url : input.toString();
		const isList = new URL(url).pathname.endsWith("/v2/endpoint/acme");
		if (hidden === null || !isList) return response;
		const page = (await response.json()) as { items: { name: string }[]; totalItems: number };
		const items = page.items.filter(({ name }) => name !== hidden);
		return Response.json({ ...page, items, totalItems: items.length });
	};
}

async function passes(guardrail: Guardrail, count: number): Promise<void> {
	for (let pass = 0; pass < count; pass += 1) {
		minute += 1;
		await clock.run(scenario.start + minute * minuteMs);
		await clock.run(guardrail.meterPass());
		await clock.run(guardrail.bus.drain());
		await clock.run(scenario.start + minute * minuteMs + 50_000);
	}
}

function shown(name: string): string {
	const endpoint = started.account.find(name);
	const { minReplica, maxReplica } = endpoint?.scaling ?? {};
	return `${endpoint?.state} ${minReplica}..${maxReplica}`;
}

/** Shutdown is reached after about nine minutes with caps, and after five without. */
const untilShutdown = 10;

describe("a mode that is changed during an overspend", () => {
	test("from shadow to enforce is acted on by the next pass, and said", async () => {
		await passes(guardrailIn("shadow"), untilShutdown);
		expect([shown("first-70b"), shown("second-70b")]).toEqual(["running 3..4", "running 3..4"]);
		expect(titles.every((title) => title.startsWith("SHADOW"))).toBe(true);
		minute += 16;
		const before = titles.length;
		await passes(guardrailIn("enforce"), 2);
		expect([shown("first-70b"), shown("second-70b")].map((text) => text.split(" ")[0])).toEqual([
			"paused",
			"paused",
		]);
		expect(titles.slice(before).join()).toMatch(/2 paused/);
	});

	test("from ask to enforce carries out what nobody approved, and the question is gone", async () => {
		// Short of the ceiling, which waits for nobody.
		await passes(guardrailIn("ask"), 5);
		expect([shown("first-70b"), shown("second-70b")]).toEqual(["running 3..4", "running 3..4"]);
		const asking = titles.filter((title) => title.includes("for your word"));
		expect(asking.length).toBeGreaterThan(0);
		const enforcing = guardrailIn("enforce");
		await passes(enforcing, 2);
		expect([shown("first-70b"), shown("second-70b")].map((text) => text.split(" ")[0])).toEqual([
			"paused",
			"paused",
		]);
		expect((await enforcing.readModel()).control.word).toBeUndefined();
	});

	test("from enforce to shadow writes nothing more and keeps what is needed to put all back", async () => {
		await passes(guardrailIn("enforce"), untilShutdown);
		expect(shown("first-70b")).toMatch(/^paused/);
		const writes = () =>
			started.account.truth.journal().filter(({ actorKind }) => actorKind === "guard");
		const before = writes().length;
		await passes(guardrailIn("shadow"), 3);
		expect(writes().length).toBe(before);
		const enforcing = guardrailIn("enforce");
		await clock.run(
			enforcing.applyOverride({
				requestId: "msg_1",
				bodyHash: "a",
				principal: "key:default",
				role: "owner",
				kind: "restore-now",
				namespace: "acme",
				endpoint: null,
				actor: "ann",
				reason: "put it back now",
				ttlSeconds: 3_600,
				expiresAt: null,
			}),
		);
		await passes(enforcing, 3);
		expect([shown("first-70b"), shown("second-70b")].map((text) => text.split(" ")[1])).toEqual([
			"3..4",
			"3..4",
		]);
	});
});

test("a held endpoint that one list leaves out is not forgotten, and comes back as it was", async () => {
	const guardrail = guardrailIn("enforce");
	await passes(guardrail, 3);
	expect(shown("first-70b")).toBe("running 1..1");
	hidden = "first-70b";
	await passes(guardrail, 2);
	hidden = null;
	await passes(guardrail, untilShutdown);
	const model = await guardrail.readModel();
	const record = model.restoreRecords.find(({ endpoint }) => endpoint === "first-70b");
	expect(record?.scaling).toMatchObject({ minReplica: 3, maxReplica: 4 });
});

test("a guard that never saw its account says so after three passes", async () => {
	started.faults.setRules([{ kind: "internalError", rate: 1 }]);
	const guardrail = guardrailIn("enforce");
	await passes(guardrail, 4);
	expect(titles).toHaveLength(1);
	expect(titles[0]).toMatch(/^PAGE guard blind on acme/);
	started.faults.clear();
	await passes(guardrail, 2);
	expect(titles[1]).toMatch(/sees acme again/);
});

test("an order for an endpoint that does not exist is refused with the names that do", async () => {
	const guardrail = guardrailIn("enforce");
	await passes(guardrail, 1);
	const answer = await guardrail.applyOverride({
		requestId: "msg_2",
		bodyHash: "b",
		principal: "key:default",
		role: "owner",
		kind: "protect",
		namespace: "acme",
		endpoint: "frist-70b",
		actor: "ann",
		reason: "customer pilot",
		ttlSeconds: null,
		expiresAt: null,
	});
	expect(answer.status).toBe(422);
	expect(JSON.stringify(answer.body)).toContain("first-70b");
});
