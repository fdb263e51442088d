import { expect, test } from "vitest";
import { defaultAccounting } from "../../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../../shared/config/alerts-schema.ts";
import { followAlerts, type Look } from "../../../shared/core/detect/alert-book.ts";
import { rulesOf } from "../../../shared/core/detect/rules.ts";
import { alertMessage } from "../../../shared/core/notify/alert-message.ts";
import { toldAlerts } from "../../../shared/core/notify/told-alerts.ts";
import type { Alert } from "../../../shared/domain/alert.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Severity } from "../../../shared/domain/notice.ts";
import { midnight } from "../fixture.ts";

const { burnRate } = rulesOf(defaultAlerts, defaultAccounting.bill);
const stepMs = 30 * minuteMs;

type Point = readonly [usd: number, severity: Severity];

/** One look each half hour at a burn rate; the lines of each notice, after its step. */
function notices(points: readonly Point[]): string[] {
	let alerts: readonly Alert[] = [];
	return points.flatMap(([usd, severity], step) => {
		const now = midnight + step * stepMs;
		const numbers = { hours: 1, spentMicroUsd: microUsdOf(usd), lineMicroUsd: microUsdOf(20) };
		const signal = { value: usd, enterAbove: 20, exitBelow: 16, severity, evidence: numbers };
		const look: Look = { rule: burnRate, subject: null, at: now, signal };
		const followed = followAlerts(alerts, [look]);
		const telling = toldAlerts({
			namespace: "acme",
			...followed,
			isInhibited: () => false,
			overrides: [],
			orders: [],
			escalateAfterMs: null,
			repeatMs: 4 * hourMs,
			now,
		});
		({ alerts } = telling);
		if (telling.told.length === 0) return [];
		const shared = { namespace: "acme", mode: "enforce", zone: "UTC", reading: null } as const;
		const message = alertMessage({ ...shared, now, told: telling.told });
		const lines = message.sections.filter(({ heading }) => heading !== "What to do");
		return [`${step} ${lines.flatMap((section) => section.lines).join(" | ")}`];
	});
}

function times(count: number, point: Point): Point[] {
	return Array.from({ length: count }, () => point);
}

test("a reminder has the numbers of now beside those of the beginning", () => {
	expect(notices([[40, "page"], ...times(8, [25, "page"])])).toEqual([
		"0 page  $40.00 in 1 h, the line is $20.00, since 00:00 (0 min) [burn-rate]",
		"8 page  still: $25.00 in 1 h, the line is $20.00, since 00:00 (4 h 0 min), began with $40.00 in 1 h, the line is $20.00 [burn-rate]",
	]);
});

test("a page of which only information is left is lowered once, pages nobody again, and its end is told", () => {
	const story = notices([[40, "page"], ...times(12, [22, "info"]), ...times(3, [1, "info"])]);
	expect(story).toEqual([
		"0 page  $40.00 in 1 h, the line is $20.00, since 00:00 (0 min) [burn-rate]",
		"3 info  no longer a page: $22.00 in 1 h, the line is $20.00, since 00:00 (90 min), page until 01:30, began with $40.00 in 1 h, the line is $20.00 [burn-rate]",
		"15 burn-rate  00:00 to 07:30",
	]);
});

test("what is lowered to a warning is told again as one, with since when it is no page", () => {
	const [, , again] = notices([[40, "page"], ...times(12, [22, "warn"])]);
	expect(again).toMatch(/^11 warn {2}still: \$22\.00 .*, page until 01:30, began with \$40\.00 /);
});

test("a page that returns after it was lowered is told where that lasts for an hour", () => {
	const story = notices([[40, "page"], ...times(3, [22, "warn"]), ...times(4, [30, "page"])]);
	expect(story.map((line) => line.slice(0, 12))).toEqual([
		"0 page  $40.",
		"3 warn  no l",
		"5 page  grav",
	]);
});
