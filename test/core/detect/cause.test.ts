import fc from "fast-check";
import { expect, test } from "vitest";
import { type CostChange, causeOf } from "../../../shared/core/detect/cause.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { at } from "../fixture.ts";

const same: CostChange = {
	endpoint: "chat",
	replicasBefore: 2,
	replicasNow: 2,
	explainedBefore: 2,
	explainedNow: 2,
	priceBeforeMicroUsdPerHour: microUsdOf(1),
	priceNowMicroUsdPerHour: microUsdOf(1),
	since: at("10:00"),
	configured: null,
};
const configured = { at: at("09:58"), by: "grace", what: "maxReplica 4 → 40" };
const dearer = { priceNowMicroUsdPerHour: microUsdOf(4) };

test.each([
	["a dearer price", "price", dearer],
	["a dearer instance that somebody chose", "configuration", { ...dearer, configured }],
	["more traffic", "traffic", { replicasNow: 8, explainedNow: 8 }],
	["more traffic beside a change", "traffic", { replicasNow: 8, explainedNow: 8, configured }],
	["a raised minimum or maximum", "configuration", { replicasNow: 8, configured }],
	["replicas that nothing explains", "replicas", { replicasNow: 8 }],
	["replicas, traffic unknown", "replicas", { replicasNow: 8, explainedNow: null }],
	["a little traffic and many replicas", "replicas", { replicasNow: 8, explainedNow: 3 }],
] as const)("%s is named as %s", (_, kind, parts) => {
	expect(causeOf([{ ...same, ...parts }])).toMatchObject([{ endpoint: "chat", kind, share: 1 }]);
});

test("it says since when, who, and how much an hour; what costs the same or less is left out", () => {
	const less = { ...same, endpoint: "small", replicasNow: 1 };
	const [cause, ...more] = causeOf([
		same,
		less,
		{ ...same, endpoint: "big", replicasNow: 8, configured },
	]);
	expect(more).toEqual([]);
	expect(cause).toEqual({
		endpoint: "big",
		kind: "configuration",
		extraMicroUsdPerHour: microUsdOf(6),
		share: 1,
		since: at("10:00"),
		configured,
	});
});

test("shares are of all that costs more: dearest first, together one", () => {
	const replicas = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 12 });
	fc.assert(
		fc.property(replicas, (pairs) => {
			const causes = causeOf(
				pairs.map(([replicasBefore, replicasNow]) => ({ ...same, replicasBefore, replicasNow })),
			);
			const extras = causes.map(({ extraMicroUsdPerHour }) => extraMicroUsdPerHour);
			expect(extras).toEqual(extras.toSorted((a, b) => b - a));
			const total = causes.reduce((sum, { share }) => sum + share, 0);
			expect(total).toBeCloseTo(causes.length === 0 ? 0 : 1, 9);
			expect(causes).toHaveLength(pairs.filter(([before, now]) => now > before).length);
		}),
	);
});
