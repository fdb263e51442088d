import { execFileSync } from "node:child_process";

/** Whether DynamoDB Local can run here. */
export function isJavaPresent(): boolean {
	try {
		execFileSync("java", ["-version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

export type JavaVerdict = "run" | "leave-out" | "fail";

/** A part that needs Java is left out on a developer's machine without it, never in CI. */
export function javaVerdict(java: boolean, ci: string | undefined): JavaVerdict {
	if (java) return "run";
	return ci === undefined || ci === "" || ci === "false" ? "leave-out" : "fail";
}
