import { expect, test } from "vitest";
import { scenarios } from "../../../shared/simulator/scenarios/index.ts";
import { forms } from "./forms.ts";
import { isBroken } from "./metering-table.ts";
import { runMetering } from "./run-metering.ts";

/** The bench itself takes minutes: `npm run bench -- metering`. */
const small = { days: 1, endpoints: 16, faults: 3, seed: 7 };
const names = Object.keys(scenarios);
const perScenario = names.map((scenario, index) => ({ scenario, form: index % forms.length }));
const perForm = forms.map((_, form) => ({ scenario: "wrong-instance", form }));

test.each([...perScenario, ...perForm])(
	"a day of $scenario, faults three times as often, in form $form: every endpoint-day within its bar and its bounds",
	async ({ scenario, form }) => {
		const { days } = await runMetering({ ...small, scenario, form, from: 0, to: 3 });
		expect(days.length).toBeGreaterThanOrEqual(scenario === "one-endpoint" ? 1 : 3);
		expect(days.filter(({ billMicroUsd }) => billMicroUsd > 0).length).toBeGreaterThan(0);
		expect(days.filter(isBroken)).toEqual([]);
	},
	30_000,
);
