import { afterEach, describe, expect, test } from "vitest";
import { defaultAccountSettings } from "../../../shared/simulator/settings.ts";
import { operations, problemsOf } from "./openapi-validator.ts";
import { openTour, type Tour, type TourSettings } from "./tour.ts";

/** Operations of the document that no guardrail needs and the simulated account does not answer. */
const notSimulated = [
	"GET /v2/endpoint/{namespace}/{name}/sse",
	"POST /v2/endpoint/{namespace}/{name}/agent/debug",
	"GET /v2/endpoint/{namespace}/{name}/logs",
	"GET /v3/endpoint/{namespace}/{name}/logs",
];

const states = [
	"pending",
	"initializing",
	"updating",
	"updateFailed",
	"running",
	"paused",
	"failed",
	"scaledToZero",
];

const forms: TourSettings[] = [
	{},
	{ rangesClipped: false },
	{ rangeResolutionSeconds: 60 },
	{ rangeResolutionSeconds: 300 },
	{ rangeRetentionMs: 3_600_000 },
	{ scalingPutRolls: true },
	{ pauseWritesZero: true },
	{ resumeResetsToOne: false },
	{ billsUndocumentedStages: false },
	{ billingGranularity: "minute" },
	{ raisingMinimum: "refuse" },
	{ raisingMinimum: "dropTimeout" },
	{ nullInPut: "unchanged" },
	{ averagesOverStarting: false },
	{ unlistedHardware: ["aws/us-east-1/nvidia-l4/x1"] },
];

const tours: Tour[] = [];

afterEach(async () => {
	await Promise.all(tours.splice(0).map((tour) => tour.close()));
});

describe.each(forms)("with the settings %j", (settings) => {
	test("every 200 of every route fits the vendor's document, in every state", async () => {
		const tour = await openTour(settings);
		tours.push(tour);
		await tour.visitEverything();
		expect(tour.problems).toEqual([]);
		expect([...tour.statesSeen].toSorted()).toEqual(states.toSorted());
		const missing = operations.filter((operation) => !tour.answered.has(operation));
		expect(missing).toEqual(notSimulated);
	});
});

test("the forms above show every setting whose two or more forms are named", () => {
	const named = Object.entries(defaultAccountSettings)
		.filter(([, value]) => typeof value === "boolean" || typeof value === "string")
		.map(([name]) => name);
	const shown = new Set(forms.flatMap((form) => Object.keys(form)));
	expect(named.filter((name) => !shown.has(name))).toEqual([]);
});

describe("the validator can fail", () => {
	const list = "GET /v2/endpoint/{namespace}";

	test("a list without its total, an unknown state and a time without a zone are found", async () => {
		const tour = await openTour({});
		tours.push(tour);
		const body = await tour.list();
		expect(problemsOf(list, body)).toEqual([]);
		expect(problemsOf(list, { ...body, totalItems: undefined })).not.toEqual([]);
		const status = (change: object) => ({
			...body,
			items: body.items.map((item) => ({ ...item, status: { ...item.status, ...change } })),
		});
		expect(problemsOf(list, status({ state: "hibernating" }))).not.toEqual([]);
		expect(problemsOf(list, status({ createdAt: "2026-11-22T00:00:00" }))).not.toEqual([]);
	});
});
