import { describe, test } from "vitest";
import { isJavaPresent } from "./java.ts";

/**
 * Runs a suite that needs DynamoDB Local. Without Java it is skipped: the end of the run says so, and
 * on a build machine that is a failure.
 */
export function describeWithJava(subject: string, suite: () => void): void {
	if (!isJavaPresent()) {
		test(subject, ({ skip }) => skip("there is no Java here to run DynamoDB Local"));
		return;
	}
	describe(subject, () => {
		suite();
	});
}
