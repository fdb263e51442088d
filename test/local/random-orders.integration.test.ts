import { afterEach, expect, test } from "vitest";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import { seededRandom } from "../adapters/webhooks/alterations.ts";
import { type SmallOrder, smallGuardrail } from "./small-guardrail.ts";

type Small = Awaited<ReturnType<typeof smallGuardrail>>;

const seeds = [1, 2, 3, 4];
const passesOfRun = 40;
const opened: Small[] = [];

afterEach(async () => {
	await Promise.all(opened.splice(0).map(({ started }) => started.close()));
});

async function open(): Promise<Small> {
	const small = await smallGuardrail();
	opened.push(small);
	return small;
}

const endpoints = [null, "first-70b", "second-70b"];

/** An order of any kind that a person may give, for some minutes. */
function anyOrder(random: (below: number) => number): SmallOrder {
	const endpoint = endpoints[random(endpoints.length)] ?? null;
	const named = endpoint ?? "first-70b";
	const ttlSeconds = 60 * (1 + random(20));
	const addMicroUsd = microUsdOf(5 + random(40));
	const orders: readonly SmallOrder[] = [
		{ kind: "hold", endpoint, ttlSeconds },
		{ kind: "protect", endpoint: named, ttlSeconds },
		{ kind: "release", endpoint: named, ttlSeconds },
		{ kind: "restore-now", endpoint, ttlSeconds },
		{ kind: "stop-now", endpoint, ttlSeconds },
		{ kind: "raise", ttlSeconds, details: { addMicroUsd } },
		{ kind: "raise", details: { addMicroUsd } },
		{ kind: "revoke", details: { overrideId: `msg_${1 + random(8)}` } },
	];
	return orders[random(orders.length)] ?? { kind: "hold" };
}

const silence: SmallOrder = {
	kind: "silence",
	requestId: "msg_silence",
	ttlSeconds: 604_800,
	details: { matchers: [{ name: "namespace", value: "acme" }] },
};

async function run(seed: number, { silenced }: { readonly silenced: boolean }): Promise<Small> {
	const random = seededRandom(seed);
	const small = await open();
	await small.passes(1);
	if (silenced) await small.order(silence);
	for (let pass = 0; pass < passesOfRun; pass += 1) {
		small.channel.isDown = random(4) === 0;
		if (random(4) === 0) await small.order(anyOrder(random));
		await small.passes(1);
		await expectCeiling(small);
	}
	small.channel.isDown = false;
	// The longest wait between two tries of a channel is 2 hours.
	await small.passes(130);
	return small;
}

/** Above 300 % of the policy's own $30 the tier is the ceiling, whatever was ordered. */
async function expectCeiling({ table, guardrail }: Small): Promise<void> {
	const { reading } = await guardrail.readModel();
	const { value } = await guardStore(table, "acme").readControl();
	if ((reading?.spent.lo ?? 0) <= microUsdOf(91) || value?.periodKey !== reading?.period.key)
		return;
	expect(value?.tier).toBe("ceiling");
}

function writesOf({ started }: Small): string[] {
	return started.account.truth
		.journal()
		.filter(({ actorKind }) => actorKind === "guard")
		.map((entry) => JSON.stringify(entry));
}

test.each(seeds)(
	"seed %i: any orders and a channel that fails now and then",
	{
		timeout: 240_000,
	},
	async (seed) => {
		const small = await run(seed, { silenced: false });
		const ids = small.notices.map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		const { value } = await guardStore(small.table, "acme").readControl();
		expect(value?.outbox).toEqual([]);
		expect((await small.guardrail.audit.verify()).flaws).toEqual([]);
		const muted = await run(seed, { silenced: true });
		expect(muted.notices).toEqual([]);
		expect(writesOf(muted)).toEqual(writesOf(small));
	},
);
