import { expect, test } from "vitest";
import type { Notice } from "../../../shared/domain/notice.ts";
import { scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import { constant } from "../../../shared/simulator/traffic/traffic.ts";
import { endpoint, watched } from "./watched-account.ts";

/** What notices give as the change behind an alert. */
function causesIn(notices: readonly Notice[]): readonly string[] {
	return notices
		.flatMap(({ message }) => message.sections)
		.filter(({ heading }) => heading === "What changed")
		.flatMap(({ lines }) => lines);
}

test.each([
	["on the hour", 0],
	["in the middle of an hour", 40],
])("what ran before the guard first looked is called no change: begun %s", async (_, begins) => {
	const failing = () => new Response("no", { status: 403 });
	const { changes, notices } = await watched({
		endpoints: [
			endpoint({ scaling: scaling(4, 12), traffic: constant(6), createdBy: "ann" }),
			endpoint({ name: "other", scaling: scaling(1, 12), traffic: constant(1) }),
		],
		dailyBudgetUsd: 20,
		hours: 3,
		instead: (_path, minute) => (minute < begins ? failing() : null),
	});
	expect(changes.some(({ kind, severity }) => kind === "fired" && severity !== "info")).toBe(true);
	expect(causesIn(notices).filter((line) => line.includes("nothing known explains"))).toEqual([]);
});
