import { expect, test } from "vitest";
import { labelOf } from "../../shared/local/session/live-session.ts";
import { policyOf } from "../core/fixture.ts";

test.each([
	["enforce", "ENFORCE: at its lines endpoints of this account are capped and paused"],
	[
		"ask",
		"ASK: without a word expendable endpoints are changed 15 min after they were asked for, the rest waits (but at the absolute ceiling)",
	],
	["shadow", "SHADOW: nothing will be stopped"],
	["observe", "OBSERVE: alerts only, nothing will be stopped"],
] as const)(
	"whoever starts mode %s on a live account reads whether it is touched",
	(mode, words) => {
		expect(labelOf("acme", policyOf({}, { mode }), false)).toBe(
			`live account acme, $100.00 a day · ${words}`,
		);
	},
);
