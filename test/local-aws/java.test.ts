import { expect, test } from "vitest";
import { javaVerdict } from "./java.ts";

test("a part that needs Java is left out without it, but in CI its absence is a failure", () => {
	expect(javaVerdict(true, undefined)).toBe("run");
	expect(javaVerdict(true, "true")).toBe("run");
	expect(javaVerdict(false, undefined)).toBe("leave-out");
	expect(javaVerdict(false, "true")).toBe("fail");
});
