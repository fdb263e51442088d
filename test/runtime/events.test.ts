import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { type BusEventType, busEvents } from "../../shared/runtime/events/bus-events.ts";
import { delivered, scheduleDue } from "../../shared/runtime/events/incoming.ts";

const text = readFileSync(resolve(import.meta.dirname, "../../docs/events.md"), "utf8");
const types = Object.keys(busEvents) as BusEventType[];

const metered = { type: "spend.metered", version: 1, namespace: "acme", at: 1_795_348_800_000 };
const envelope = { source: "hf.guardrail", "detail-type": "spend.metered", detail: metered };

test("every event has a row in docs/events.md, and every row is an event", () => {
	const rows = [...text.matchAll(/^\| `([a-z]+\.[a-z]+)` \|/gm)].map(([, type]) => type);
	expect(new Set(rows)).toEqual(new Set(types));
	expect(rows).toHaveLength(types.length);
});

test.each(types)(
	"docs/events.md shows a %s as its schema has it, and no field is left out",
	(type) => {
		const examples = [...text.matchAll(/```json\n([^`]+)```/g)].map(
			([, example = ""]) => JSON.parse(example) as Record<string, unknown>,
		);
		const example = examples.find((each) => each["type"] === type);
		expect(example).toEqual(busEvents[type].parse(example));
		expect(Object.keys(example ?? {})).toEqual(Object.keys(busEvents[type].shape));
	},
);

test("an event of the bus is parsed to itself", () => {
	expect(delivered("spend.metered").parse(envelope)).toEqual(metered);
});

test.each([
	["of another source", { ...envelope, source: "hf.other" }],
	["of another type", { ...envelope, "detail-type": "guard.notices" }],
	[
		"whose detail is of another type",
		{ ...envelope, detail: { ...metered, type: "guard.notices" } },
	],
	["of a version that is not known", { ...envelope, detail: { ...metered, version: 2 } }],
	["without a namespace", { ...envelope, detail: { ...metered, namespace: "" } }],
	["without a detail", { source: "hf.guardrail", "detail-type": "spend.metered" }],
])("an event %s is not taken for one that is listened to", (_words, event) => {
	expect(delivered("spend.metered").safeParse(event).success).toBe(false);
});

test("a schedule is told by its source and its type", () => {
	const due = { source: "aws.events", "detail-type": "Scheduled Event" };
	expect(scheduleDue.parse(due)).toEqual({ type: "schedule-due" });
	expect(scheduleDue.safeParse({ ...due, source: "hf.guardrail" }).success).toBe(false);
});
