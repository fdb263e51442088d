import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOrCreateOverrideSecret } from "../../../shared/adapters/webhooks/override-secret.ts";
import { isWebhookSecret } from "../../../shared/adapters/webhooks/standard-webhook.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "override-secret-"));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

test("the first use makes a secret that only its owner can read, the next use reads it", async () => {
	const home = join(folder, "nested", ".guardrail");
	const secret = await readOrCreateOverrideSecret(home);
	expect(isWebhookSecret(secret)).toBe(true);
	expect(statSync(join(home, "override-secret")).mode & 0o777).toBe(0o600);
	expect(await readOrCreateOverrideSecret(home)).toBe(secret);
	expect(readdirSync(home)).toEqual(["override-secret"]);
});

test("many that start at once get the same secret", async () => {
	const secrets = await Promise.all(
		Array.from({ length: 20 }, () => readOrCreateOverrideSecret(folder)),
	);
	expect(new Set(secrets).size).toBe(1);
	expect(readdirSync(folder)).toEqual(["override-secret"]);
});

test("a file that others could read is closed to them", async () => {
	const secret = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
	writeFileSync(join(folder, "override-secret"), `${secret}\n`, { mode: 0o644 });
	expect(await readOrCreateOverrideSecret(folder)).toBe(secret);
	expect(statSync(join(folder, "override-secret")).mode & 0o777).toBe(0o600);
});

test("a file that holds no secret is refused, kept, and not repeated in the message", async () => {
	writeFileSync(join(folder, "override-secret"), "canary");
	const message = await readOrCreateOverrideSecret(folder).then(String, String);
	expect(message).toContain("delete it to get a new one");
	expect(message).not.toContain("canary");
	expect(readFileSync(join(folder, "override-secret"), "utf8")).toBe("canary");
});
