import { expect, test } from "vitest";
import { costSpike, costSpikeSettings } from "../../../shared/core/detect/cost-spike.ts";
import { requestSurgeSettings } from "../../../shared/core/detect/request-surge.ts";
import { withValues } from "../../../shared/core/detect/setting.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { changes } from "./follow.ts";

test("a threshold is replaced by name, and keeps its unit and its source", () => {
	const settings = withValues(costSpikeSettings, { multiple: 3 });
	expect(settings.multiple).toEqual({ ...costSpikeSettings.multiple, value: 3 });
	expect({ ...settings, multiple: null }).toEqual({ ...costSpikeSettings, multiple: null });
});

test("a detector uses the thresholds that it is given", () => {
	const spentMicroUsd = microUsdOf(10);
	const sameHours = Array.from({ length: 7 }, () => ({ spentMicroUsd, guarded: false }));
	const look = { trailingHourMicroUsd: microUsdOf(25), sameHours, dayPeaksMicroUsd: [] };
	expect(changes(costSpike(), [look])).toEqual(["0 fired"]);
	expect(changes(costSpike(withValues(costSpikeSettings, { multiple: 3 })), [look])).toEqual([]);
});

test("every threshold has a unit and a source", () => {
	for (const { value, unit, source } of Object.values(requestSurgeSettings)) {
		expect(value).toBeGreaterThan(0);
		expect(unit).toMatch(/\w/);
		expect(source).toMatch(/\w/);
	}
});
