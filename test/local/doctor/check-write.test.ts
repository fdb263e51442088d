import { expect, test } from "vitest";
import type { TokenScope } from "../../../shared/adapters/huggingface/account-check.ts";
import { checkWrite } from "../../../shared/local/doctor/check-write.ts";

function stateOf(role: string | null, scopes: readonly TokenScope[] | null = null) {
	const owner = { user: "ann", namespaces: ["ann", "acme"], role, scopes };
	for (const mode of ["shadow", "observe"] as const) {
		expect(checkWrite(owner, "acme", mode).state).toBe("skip");
	}
	return checkWrite(owner, "acme", "enforce").state;
}

test("where the guard may write, a token of the role read fails and one of the role write is ok", () => {
	expect(stateOf("read")).toBe("fail");
	expect(stateOf("write")).toBe("ok");
});

test("a fine-grained token is ok only where the write permission is shown for the namespace", () => {
	const permissions = ["inference.endpoints.write"];
	expect(stateOf("fineGrained", [{ namespace: "acme", permissions }])).toBe("ok");
	expect(stateOf("fineGrained", [{ namespace: null, permissions }])).toBe("ok");
	expect(stateOf("fineGrained", [{ namespace: "ann", permissions }])).toBe("warn");
	const inferring = ["inference.endpoints.infer.write"];
	expect(stateOf("fineGrained", [{ namespace: "acme", permissions: inferring }])).toBe("warn");
});

test("where the Hub tells no permissions, doctor says that it could not check", () => {
	for (const role of ["fineGrained", null]) {
		const owner = { user: "ann", namespaces: ["acme"], role, scopes: null };
		expect(checkWrite(owner, "acme", "enforce")).toMatchObject({ state: "warn" });
		expect(checkWrite(owner, "acme", "enforce").detail).toMatch(/^could not be checked: /);
	}
});
