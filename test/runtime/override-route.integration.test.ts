import { expect, test } from "vitest";
import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { signedOverrideRequest } from "../../shared/adapters/webhooks/signed-override-request.ts";
import { applyOverride } from "../../shared/app/apply-override.ts";
import { rulesOf } from "../../shared/app/overrides/order.ts";
import { recordRefusal } from "../../shared/app/overrides/record-refusal.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import type { EventBus } from "../../shared/ports/event-bus.ts";
import type { HttpRequest } from "../../shared/runtime/events/http-request.ts";
import { overrideRouteOf } from "../../shared/runtime/http/override-route.ts";
import { policyOf, postureOf } from "../core/fixture.ts";

const secret = `whsec_${Buffer.alloc(32, "example").toString("base64")}`;
/** What the door promises (docs/how-it-decides.md 9). */
const promisedMs = 1_000;

/** The door as the cloud has it, but for the store, which is in memory, and the bus. */
async function doorWith(bus: EventBus) {
	const clock = new SystemClock();
	const table = createMemoryTable({ clock });
	await ledgerStore(table, "acme").writePostures([postureOf()]);
	const warned: string[] = [];
	const log = {
		info: () => undefined,
		warn: (event: string) => void warned.push(event),
		error: () => undefined,
	};
	const deps = { namespace: "acme", policy: policyOf(), table, bus, clock, log };
	const route = overrideRouteOf(async () => ({
		keys: [{ name: "default", secret }],
		rules: rulesOf(deps.policy),
		wallNow: () => clock.now(),
		apply: (command) => applyOverride(deps, command),
		recordRefusal: (refused) => recordRefusal(deps, refused),
		log,
	}));
	return { route, warned };
}

async function order(bus: EventBus) {
	const { route, warned } = await doorWith(bus);
	const data = {
		kind: "hold" as const,
		scope: { namespace: "acme" },
		ttlSeconds: 3_600,
		reason: "launch demo today",
		actor: "ann",
	};
	const { headers, body } = signedOverrideRequest({ id: "msg_1", nowMs: Date.now(), secret, data });
	const since = performance.now();
	const answer = await route({
		method: "POST",
		path: "/v1/overrides",
		query: new URLSearchParams(),
		cookies: [],
		headers: { ...headers },
		rawBody: Buffer.from(body),
	} satisfies HttpRequest);
	return { answer, warned, tookMs: performance.now() - since };
}

test.each([
	["works", () => Promise.resolve(), []],
	["refuses", () => Promise.reject(new Error("down")), ["pass-not-asked-for"]],
	["hangs", () => new Promise<void>(() => undefined), ["pass-not-asked-for"]],
] as const)(
	"while the bus %s an order is answered within a second, with its effect and what it can cost",
	async (_words, publish, said) => {
		const { answer, warned, tookMs } = await order({ publish });
		expect(answer.status).toBe(202);
		expect(JSON.parse(answer.text)).toMatchObject({
			overrideId: "msg_1",
			effect: expect.stringMatching(/^the whole namespace: \S/),
			exposure: expect.stringMatching(/^can cost up to \$[\d,]+ until/),
			expiresAt: expect.any(Number),
		});
		expect(tookMs).toBeLessThan(promisedMs);
		expect(warned).toEqual(said);
	},
);
