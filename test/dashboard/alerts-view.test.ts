import { expect, test } from "vitest";
import { page } from "../../shared/dashboard/page.ts";
import { viewOf } from "../../shared/dashboard/view.ts";
import { alertOf } from "../core/notify/sample-alerts.ts";
import { at, quietModel } from "./fixture.ts";

const options = { csrfToken: "t", version: "0" };
const alerts = {
	firing: [alertOf({ since: at("03:50") })],
	over: [
		alertOf({
			rule: "cost-spike",
			endpoint: null,
			phase: "resolved",
			since: at("01:00"),
			resolvedAt: at("02:00"),
		}),
	],
	findings: [{ endpoint: "embed", what: "a rate, not a count", at: at("04:00") }],
	lastPassAt: at("04:10"),
};

test("the page names what is odd, since when, what to do, what was, and what was not believed", () => {
	const text = page(viewOf({ ...quietModel(), alerts }), options);
	for (const words of [
		"9 replicas, expected at most 4",
		"03:50",
		"Lower the maximum",
		"cost-spike",
		"a rate, not a count",
	]) {
		expect(text).toContain(words);
	}
});

test("with nothing odd it says so, and folds nothing", () => {
	const text = page(viewOf(quietModel()), options);
	expect(text).toContain("Nothing is odd.");
	expect(text).not.toContain("not believed");
});

test("more than fits is counted", () => {
	const firing = Array.from({ length: 40 }, (_, n) => alertOf({ endpoint: `chat-${n}` }));
	const text = page(viewOf({ ...quietModel(), alerts: { ...alerts, firing } }), options);
	expect(text).toContain("And 28 more.");
});

test("a name from outside is escaped", () => {
	const firing = [alertOf({ endpoint: "<script>alert(1)</script>" })];
	const text = page(viewOf({ ...quietModel(), alerts: { ...alerts, firing } }), options);
	expect(text).not.toContain("<script>alert(1)");
});
