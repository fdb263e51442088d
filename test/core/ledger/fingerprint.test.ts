import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../../../shared/core/ledger/fingerprint.ts";
import { inventoryFingerprint } from "../../../shared/core/ledger/observe.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Price } from "../../../shared/domain/price.ts";
import { at, endpointOf, knownPrice, midnight } from "../fixture.ts";

function fingerprintOf(endpoints: readonly Endpoint[], price: Price = knownPrice(1)): string {
	return inventoryFingerprint({ at: midnight, complete: true, endpoints }, () => price);
}

const { hardware } = endpointOf();
const other = endpointOf({ name: "other" });

describe("the fingerprint of a fleet", () => {
	const relevant: readonly (readonly [string, Parameters<typeof endpointOf>[0]])[] = [
		["name", { name: "chat-2" }],
		["time of creation", { createdAt: 1 }],
		["state", { state: "initializing" }],
		["ready replicas", { readyReplica: 3 }],
		["target replicas", { targetReplica: 3 }],
		["time of change", { updatedAt: 1 }],
		["who changed it", { updatedBy: "bob" }],
		["minimum", { minReplica: 2 }],
		["maximum", { maxReplica: 5 }],
		["timeout", { scaleToZeroTimeoutMinutes: 15 }],
		["vendor", { hardware: { ...hardware, vendor: "gcp" } }],
		["region", { hardware: { ...hardware, region: "eu-west-1" } }],
		["instance type", { hardware: { ...hardware, instanceType: "nvidia-l4" } }],
		["instance size", { hardware: { ...hardware, instanceSize: "x4" } }],
		["tags", { tags: ["critical"] }],
		["model", { model: "org/other" }],
	];

	test.each(relevant)("changes with the %s", (_, parts) => {
		expect(fingerprintOf([endpointOf(parts)])).not.toBe(fingerprintOf([endpointOf()]));
	});

	test.each([
		["lo", { lo: 1 }],
		["point", { point: 1 }],
		["hi", { hi: 1 }],
	])("changes with the %s of the price", (_, part) => {
		const price = { ...knownPrice(1), ...part };
		expect(fingerprintOf([endpointOf()], price)).not.toBe(fingerprintOf([endpointOf()]));
	});

	test("changes when an endpoint comes or goes", () => {
		expect(fingerprintOf([endpointOf(), other])).not.toBe(fingerprintOf([endpointOf()]));
		expect(fingerprintOf([])).not.toBe(fingerprintOf([endpointOf()]));
	});

	test("does not change with the last request, the address or the order of the list", () => {
		const used = endpointOf({ lastUsedAt: at("23:00"), url: "https://elsewhere.example" });
		expect(fingerprintOf([used])).toBe(fingerprintOf([endpointOf()]));
		expect(fingerprintOf([other, endpointOf()])).toBe(fingerprintOf([endpointOf(), other]));
	});

	test("does not confuse a null timeout with an absent one, which mean the same, nor 0 with either", () => {
		const none = fingerprintOf([endpointOf()]);
		expect(fingerprintOf([endpointOf({ scaleToZeroTimeoutMinutes: null })])).toBe(none);
		expect(fingerprintOf([endpointOf({ scaleToZeroTimeoutMinutes: 0 })])).not.toBe(none);
	});
});

describe("a fingerprint", () => {
	test("is 28 hex digits for any text and differs for texts that differ", () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (a, b) => {
				expect(fingerprint(a)).toMatch(/^[0-9a-f]{28}$/);
				expect(fingerprint(a) === fingerprint(b)).toBe(a === b);
			}),
		);
	});

	test("of ten thousand names has no collision, and spreads them over the minutes of a cycle", () => {
		const names = Array.from({ length: 10_000 }, (_, index) => `endpoint-${index}`);
		expect(new Set(names.map(fingerprint)).size).toBe(names.length);
		const slots = Array.from({ length: 360 }, () => 0);
		for (const name of names) {
			const slot = Number.parseInt(fingerprint(name).slice(-8), 16) % 360;
			slots[slot] = (slots[slot] ?? 0) + 1;
		}
		expect(Math.max(...slots)).toBeLessThan(3 * (names.length / 360));
		expect(Math.min(...slots)).toBeGreaterThan(0);
	});
});
