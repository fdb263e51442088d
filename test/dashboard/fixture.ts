import { noAlerts } from "../../shared/domain/alerts-shown.ts";
import type { Held } from "../../shared/domain/control.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import type { Override } from "../../shared/domain/override.ts";
import type { Criticality } from "../../shared/domain/policy.ts";
import type { ReadModel } from "../../shared/domain/read-model.ts";
import { noSavings } from "../../shared/domain/saving.ts";

import { usualCosts } from "./fixture-costs.ts";
import {
	at,
	curveThrough,
	dayStart,
	exactly,
	fleet,
	held,
	noSteps,
	policy,
	quietControl,
	recordOf,
	shutdownPlan,
	step,
	untouched,
} from "./fixture-parts.ts";
import { readingOf } from "./fixture-reading.ts";
import { usualSpending } from "./fixture-spending.ts";

export * from "./fixture-parts.ts";
export * from "./fixture-reading.ts";

/** 04:10, $72 of $600: nothing to do. */
export function quietModel(): ReadModel {
	return {
		namespace: "acme",
		now: at("04:10:40"),
		simulated: false,
		mode: "enforce",
		policy,
		reading: readingOf({
			time: "04:10",
			spent: 72.6,
			rate: 23,
			hour: 20.4,
			futures: [527.4, 528.2, 1041.1],
		}),
		lastPassAt: at("04:10"),
		lastError: null,
		control: quietControl,
		restoreRecords: [],
		endpoints: fleet(
			{ "llama-70b-chat": { ready: 1 }, "llama-8b-chat": { ready: 2 } },
			72.6 / 978.11,
		),
		planNow: { tier: "ok", untouched: [], remarks: [], ...noSteps },
		planNext: { ...shutdownPlan, tier: "trim", steps: [step("qwen-32b-batch", "cap", 15)] },
		curve: curveThrough([
			["00:00", 0],
			["01:00", 16.2],
			["03:00", 50.1],
		]),
		overrides: [],
		savings: noSavings(0),
		alerts: noAlerts,
		sent: [],
		costs: usualCosts,
		spending: usualSpending,
	};
}

/** 17:14, $978.11 of $600: divert since 15:56, three endpoints capped. */
export function divertModel(): ReadModel {
	const capped = ["qwen-32b-batch", "flux-image", "whisper-batch"];
	return {
		...quietModel(),
		now: at("17:14:40"),
		reading: readingOf({
			time: "17:14",
			spent: 978.11,
			rate: 55.6,
			hour: 59.65,
			futures: [1134.4, 1310.2, 1422.6],
		}),
		lastPassAt: at("17:14"),
		control: {
			...quietControl,
			tier: "divert",
			tierSince: at("15:56"),
			generation: 4,
			held: capped.map((name, index) =>
				held(name, "cap", { savesMicroUsdPerHour: microUsdOf([15, 3.6, 3][index] ?? 0) }),
			),
			history: [
				{ at: dayStart, tier: "ok", ratio: 0, reason: "new-period" },
				{ at: at("13:34"), tier: "trim", ratio: 1.2014, reason: "above-threshold" },
				{ at: at("15:56"), tier: "divert", ratio: 1.5007, reason: "above-threshold" },
			],
		},
		restoreRecords: capped.map(recordOf),
		endpoints: fleet(),
		planNow: {
			tier: "divert",
			untouched: [
				...untouched,
				{ endpoint: "llama-70b-chat", reason: "critical" },
				{ endpoint: "llama-8b-chat", reason: "critical" },
				{ endpoint: "mixtral-exp-2", reason: "at-floor" },
				{ endpoint: "sentiment", reason: "at-floor" },
			],
			remarks: ["No cheaper route is set up."],
			...noSteps,
		},
		planNext: shutdownPlan,
		curve: curveThrough([
			["00:00", 0],
			["01:00", 20],
			["06:00", 135],
			["07:00", 165],
			["09:00", 270],
			["12:19", 600],
			["13:34", 720.9],
			["15:56", 900.4],
		]),
		savings: noSavings(0),
		alerts: noAlerts,
		sent: [
			sentNotice("divert", "15:57", "acme 150 %: overflow moved, net −$15.95/h", "warn"),
			sentNotice("trim", "13:38", "acme 120 %: 3 endpoints trimmed, −$21.60/h", "warn"),
		],
	};
}

/** 21:30, $1,230.14 of $600: shutdown since 20:57, four paused, two at one replica. */
export function shutdownModel(): ReadModel {
	const model = divertModel();
	const paused = ["qwen-32b-batch", "mixtral-exp-2", "flux-image", "whisper-batch"];
	const down = { ready: 0, state: "paused" };
	return {
		...model,
		now: at("21:30:25"),
		reading: readingOf({
			time: "21:30",
			spent: 1230.14,
			rate: 11.8,
			hour: 52.31,
			futures: [1244.2, 1259.6, 1263.9],
		}),
		lastPassAt: at("21:30"),
		control: {
			...model.control,
			tier: "shutdown",
			tierSince: at("20:57"),
			held: [
				held("llama-70b-chat", "cap", heldAtShutdown(30, "critical")),
				held("llama-8b-chat", "cap", heldAtShutdown(2.4, "critical")),
				...paused.map((name, index) =>
					held(name, "pause", heldAtShutdown([20, 3.6, 5.4, 4][index] ?? 0, "standard")),
				),
			],
			history: [
				...model.control.history,
				{ at: at("20:57"), tier: "shutdown", ratio: 2.0013, reason: "above-threshold" },
			],
		},
		restoreRecords: [...paused, "llama-70b-chat", "llama-8b-chat"].map(recordOf),
		endpoints: fleet(
			{
				"llama-70b-chat": { ready: 1, max: 1 },
				"llama-8b-chat": { ready: 1, min: 1, max: 1 },
				"qwen-32b-batch": down,
				"mixtral-exp-2": down,
				"flux-image": down,
				"whisper-batch": down,
			},
			1230.14 / 978.11,
		),
		planNow: {
			tier: "shutdown",
			untouched: [...untouched, { endpoint: "sentiment", reason: "protected-by-override" }],
			remarks: [],
			...noSteps,
		},
		planNext: { tier: "ceiling", untouched, remarks: [], ...noSteps },
		curve: [...model.curve, { at: at("20:57"), spent: exactly(1200.8) }],
		overrides: [protection],
		savings: noSavings(0),
		alerts: noAlerts,
		sent: [
			sentNotice("shutdown", "21:00", "PAGE acme 200 %: 4 paused, 2 at one replica", "page"),
			...model.sent,
		],
	};
}

const protection: Override = {
	id: "o-1",
	kind: "protect",
	namespace: "acme",
	endpoint: "sentiment",
	actor: "ann",
	reason: "launch demo this evening",
	grantedAt: at("21:10"),
	expiresAt: at("23:10"),
};

function heldAtShutdown(saves: number, criticality: Criticality): Partial<Held> {
	return {
		tier: "shutdown",
		criticality,
		statusSince: at("20:59"),
		heldSince: at("20:57"),
		written: { paused: false, minReplica: 1, maxReplica: 1, at: at("20:57"), updatedAt: null },
		savesMicroUsdPerHour: microUsdOf(saves),
	};
}

export function sentNotice(id: string, time: string, title: string, severity: string) {
	return { id, channel: "slack", sentAt: at(time), title, severity };
}

/** 17:14, and at full scale the day could end at $31,000: far above every line. */
export function steepModel(): ReadModel {
	const model = divertModel();
	const futures = { likelyMicroUsd: microUsdOf(28_400), ceilingMicroUsd: microUsdOf(31_000) };
	return {
		...model,
		reading: model.reading === null ? null : { ...model.reading, ...futures },
	};
}

/** 02:50, last complete look at 02:12, the account answers 503. */
export function staleModel(): ReadModel {
	const model = quietModel();
	const reading = model.reading;
	return {
		...model,
		now: at("02:50"),
		lastPassAt: at("02:49:20"),
		lastError: "GET /v2/endpoint/acme answered 503 three times",
		reading:
			reading === null
				? null
				: { ...reading, at: at("02:12"), observedUntil: at("02:12"), stale: true },
	};
}

/** A minute after the first start: nothing was read yet. */
export function emptyModel(): ReadModel {
	return {
		...quietModel(),
		simulated: true,
		reading: null,
		lastPassAt: null,
		endpoints: [],
		planNow: null,
		planNext: null,
		curve: [],
		control: { ...quietControl, history: [] },
	};
}
