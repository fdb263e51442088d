import { expect, test } from "vitest";
import { withOrderedStops } from "../../../shared/core/plan/ordered-stops.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import type { Held } from "../../../shared/domain/control.ts";
import {
	at,
	endpointOf,
	heldOf,
	knownPrice,
	overrideOf,
	policyOf,
	readingOf,
	recordOf,
} from "../fixture.ts";

const stop = overrideOf({ kind: "stop-now", grantedAt: at("11:59"), expiresAt: at("13:00") });

test.each<[string, Held, string[]]>([
	["a cap that a restore left half-way", heldOf({ easedAt: at("11:58") }), ["pause"]],
	[
		"what came back a minute ago",
		heldOf({ status: "restored", statusSince: at("11:59") }),
		["pause"],
	],
	["what a person changed", heldOf({ status: "superseded", statusSince: at("11:59") }), ["pause"]],
	["what is on its way back", heldOf({ status: "restoring" }), []],
])("an order to stop waits for no cooldown: %s", (_, held, methods) => {
	const input = {
		tier: "ok" as const,
		endpoints: [endpointOf()],
		priceOf: () => knownPrice(1),
		policy: policyOf(),
		reading: readingOf(),
		overrides: [stop],
		held: [held],
		records: [recordOf()],
		now: at("12:00"),
	};
	const { steps } = withOrderedStops(planTier(input), input);
	expect(steps.map(({ method }) => method)).toEqual(methods);
});
