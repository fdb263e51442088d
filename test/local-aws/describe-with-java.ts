import { describe, expect, test } from "vitest";
import { isJavaPresent, javaVerdict } from "./java.ts";

/** Runs a suite that needs DynamoDB Local, or says in words that it was left out. */
export function describeWithJava(subject: string, suite: () => void): void {
	// oxlint-disable-next-line node/no-process-env -- whether this is CI is told in no other place
	const verdict = javaVerdict(isJavaPresent(), process.env["CI"]);
	if (verdict === "run") {
		describe(subject, () => {
			suite();
		});
		return;
	}
	test(`${subject} may be left out only where neither Java nor CI is present`, () => {
		process.stderr.write(`LEFT OUT, because there is no Java here: ${subject}.\n`);
		expect(verdict).toBe("leave-out");
	});
}
