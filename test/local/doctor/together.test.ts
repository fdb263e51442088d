import { expect, test } from "vitest";
import type { Check } from "../../../shared/local/doctor/check.ts";
import { together } from "../../../shared/local/doctor/together.ts";

function check(name: string, state: Check["state"], detail: string): Check {
	return { name, state, detail, remedy: state === "fail" ? "mend it" : null };
}

const none = "no HF_TOKEN: npm start watches a simulated account";

test("checks that are skipped for the same reason are one line, and no other check is", () => {
	const lines = together([
		check("token", "skip", none),
		check("endpoints", "ok", "8"),
		check("write", "skip", none),
		check("a", "fail", "broken"),
		check("b", "fail", "broken"),
	]);
	expect(lines.map(({ names, detail }) => `${names.join(" ")}: ${detail}`)).toEqual([
		`token write: ${none}`,
		"endpoints: 8",
		"a: broken",
		"b: broken",
	]);
});

test("channels of which nothing is set are one line that names every variable once", () => {
	const [line, ...others] = together([
		check("slack", "skip", "SLACK_WEBHOOK_URL not set"),
		check("sns", "skip", "SNS_TOPIC_ARN not set"),
	]);
	expect(line).toMatchObject({
		names: ["slack", "sns"],
		detail: "not set: SLACK_WEBHOOK_URL, SNS_TOPIC_ARN",
	});
	expect(others).toEqual([]);
	expect(together([check("sns", "skip", "SNS_TOPIC_ARN not set")])[0]?.detail).toBe(
		"SNS_TOPIC_ARN not set",
	);
});
