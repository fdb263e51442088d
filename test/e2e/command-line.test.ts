import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ReadModel } from "../../shared/domain/read-model.ts";
import { commandLine } from "./command-line.ts";

const { run, start, state, until } = commandLine;
const timeoutMs = 240_000;

beforeEach(commandLine.begin);
afterEach(commandLine.end);

test("an interrupted start ends clean and goes on from its file, orders and holds included", {
	timeout: timeoutMs,
}, async () => {
	const child = start(["start", "--speed", "2880"]);
	const before = await until(async () => {
		const model = await state();
		return model !== null && model.control.held.length > 0 ? model : null;
	});
	const granted = await run([
		"override",
		"hold",
		"--for",
		"4h",
		"--reason",
		"launch demo today",
		"--json",
	]);
	expect(granted.code).toBe(0);
	child.kill("SIGINT");
	const [code] = (await once(child, "exit")) as [number | null];
	expect(code).toBe(0);
	start(["start", "--speed", "720"]);
	const after = await until(state);
	expect(after.now).toBeGreaterThanOrEqual(before.now);
	expect(after.reading?.spent.point).toBeGreaterThanOrEqual(before.reading?.spent.point ?? 0);
	expect(after.control.held.map(({ endpoint }) => endpoint)).toEqual(
		expect.arrayContaining(before.control.held.map(({ endpoint }) => endpoint)),
	);
	expect(after.overrides.map(({ kind }) => kind)).toContain("hold");
	for (const held of after.control.held) {
		const view = after.endpoints.find(({ endpoint }) => endpoint.name === held.endpoint);
		if (held.method === "cap")
			expect(view?.endpoint.scaling.maxReplica).toBe(held.written.maxReplica);
	}
	const plan = await run(["plan", "--json"]);
	expect(JSON.parse(plan.stdout)).toMatchObject({ namespace: "acme", mode: "enforce" });
});

test("accept approves what an endpoint was set to: its drift ends, and the answer says what ends that", {
	timeout: timeoutMs,
}, async () => {
	start(["start", "--speed", "1440"]);
	const drifting = await until(async () => driftingEndpoint(await state()));
	const unknown = await run(["accept", "nobody", "--json"]);
	expect(unknown.code).not.toBe(0);
	const accepted = await run(["accept", drifting]);
	expect(accepted.code).toBe(0);
	expect(accepted.stdout).toContain("what it is set to now is approved");
	expect(accepted.stdout).toContain(`stands until ${drifting} is accepted again, or made anew`);
	expect(accepted.stdout).not.toContain("It ends by itself at");
	await until(async () => driftingEndpoint(await state()) !== drifting);
	const audit = await run(["audit", "--json"]);
	expect(audit.stdout).toContain('"accept"');
});

function driftingEndpoint(model: ReadModel | null): string | null {
	const drift = model?.alerts.firing.find(({ rule }) => rule === "configuration-drift");
	return drift?.endpoint ?? null;
}

test("simulator serves 45 endpoints in pages of 20 to an outside client", {
	timeout: timeoutMs,
}, async () => {
	start([
		"simulator",
		"--port",
		commandLine.port(),
		"--endpoints",
		"45",
		"--scenario",
		"quiet-day",
	]);
	const base = `${commandLine.url()}/v2/endpoint/acme`;
	const read = { headers: { authorization: "Bearer hf_guard_read" } };
	await until(async () => (await fetch(base, read).catch(() => null))?.ok === true);
	const names = new Set<string>();
	const sizes: number[] = [];
	let cursor: string | null = null;
	do {
		const query: string = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
		const page = (await (await fetch(`${base}${query}`, read)).json()) as {
			items: { name: string }[];
			nextCursor: string | null;
			totalItems: number;
		};
		expect(page.totalItems).toBe(45);
		sizes.push(page.items.length);
		for (const { name } of page.items) names.add(name);
		cursor = page.nextCursor;
	} while (cursor !== null);
	expect(sizes).toEqual([20, 20, 5]);
	expect(names.size).toBe(45);
});

test("a usage error ends with 2, a reason and a hint, and never with a stack", {
	timeout: timeoutMs,
}, async () => {
	const unknown = await run(["pln"]);
	expect(unknown.code).toBe(2);
	expect(unknown.stderr).toContain("plan");
	const nobody = await run(["plan"]);
	expect(nobody.code).toBe(2);
	expect(nobody.stderr).toMatch(/no guardrail answers.*\n.*Hint: npm start/);
	const scenario = await run(["demo", "--scenario", "quiet-dya"]);
	expect(scenario.code).toBe(2);
	expect(`${nobody.stderr}${unknown.stderr}${scenario.stderr}`).not.toMatch(/\n\s+at /);
});

test("every command's help has examples, at most 80 columns and 40 lines", {
	timeout: timeoutMs,
}, async () => {
	const names = ["start", "demo", "simulator", "plan", "override", "restore", "doctor"];
	for (const name of names) {
		const { stdout, code } = await run([name, "--help"]);
		const lines = stdout.trimEnd().split("\n");
		expect(code).toBe(0);
		expect(stdout).toContain("Examples:");
		expect(lines.length).toBeLessThanOrEqual(40);
		expect(lines.filter((line) => line.length > 80)).toEqual([]);
	}
});

test("doctor tells each check, and --json prints one document", {
	timeout: timeoutMs,
}, async () => {
	const { stdout, code } = await run(["doctor", "--json"]);
	const document = JSON.parse(stdout) as { checks: { name: string; state: string }[] };
	expect(code).toBe(0);
	expect(document.checks.map(({ name }) => name)).toEqual(
		expect.arrayContaining(["node", "settings", "policy", "token", "override"]),
	);
});
