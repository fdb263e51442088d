import { expect, test } from "vitest";
import { alertDigest } from "../../../shared/core/notify/alert-digest.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import { at, dayMs, midnight } from "../fixture.ts";
import { alertOf } from "./sample-alerts.ts";

const day = { from: midnight, to: midnight + dayMs };

test("the digest names what was odd in its day, by rule and gravest first, information too", () => {
	const info = { severity: "info", worst: "info" } as const;
	const lines = alertDigest(
		[
			alertOf({ rule: "latency", endpoint: "b", ...info }),
			alertOf({ rule: "latency", endpoint: "a", ...info }),
			alertOf({ endpoint: "chat" }),
			alertOf({ rule: "hourly-spend", endpoint: null, severity: "info", worst: "warn" }),
			alertOf({ rule: "error-rate", phase: "pending", firedAt: null }),
			alertOf({
				rule: "idle-billed",
				firedAt: day.from - hourMs,
				phase: "resolved",
				resolvedAt: at("01:00"),
			}),
			alertOf({
				rule: "unpriced",
				firedAt: day.from - 9 * hourMs,
				phase: "resolved",
				resolvedAt: day.from - 1,
			}),
			alertOf({ rule: "cold-starts", firedAt: day.to + 1 }),
		],
		day,
	);
	expect(lines).toEqual([
		"page  idle-billed on chat",
		"page  replica-runaway on chat",
		"warn  hourly-spend",
		"info  latency on a, b",
	]);
});

test("many names are counted, and a quiet day has no line", () => {
	const many = Array.from({ length: 9 }, (_, n) => alertOf({ endpoint: `e-${n}` }));
	expect(alertDigest(many, day)).toEqual([
		"page  replica-runaway on e-0, e-1, e-2, e-3 and 5 more",
	]);
	expect(alertDigest([], day)).toEqual([]);
});
