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
