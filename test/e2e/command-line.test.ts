import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ReadModel } from "../../shared/domain/read-model.ts";
import { temporaryFolder } from "../local/temporary-folder.ts";

const bin = new URL("../../shared/local/guardrail.js", import.meta.url).pathname;
const timeoutMs = 240_000;
/** A day in 15 s, or as fast as the machine goes. */
const daySpeed = "5760";
/** Each look at the state is work for the process that is looked at. */
const lookEveryMs = 200;

let home = "";
let port = 0;
let running: ChildProcess[] = [];

beforeEach(async () => {
	home = temporaryFolder("guardrail-cli-");
	port = await freePort();
});

afterEach(async () => {
	for (const child of running) await end(child);
	running = [];
	rmSync(home, { recursive: true, force: true });
});

type SlackBody = { readonly text: string; readonly blocks: readonly { readonly type: string }[] };

test("start serves a page within 10 s, crosses 120 and 200 %, pauses, puts all back the next day, and tells Slack of each once", {
	timeout: timeoutMs,
}, async () => {
	const slack = await startSlack();
	try {
		const started = performance.now();
		start(["start", "--speed", daySpeed], { SLACK_WEBHOOK_URL: slack.url });
		await until(async () => (await state()) !== null);
		expect(performance.now() - started).toBeLessThan(10_000);
		const first = await until(async () => {
			const model = await state();
			return model?.control.tier === "shutdown" && someFleet(model) ? model : null;
		});
		const original = first.restoreRecords;
		expect(first.endpoints.filter(isPaused).length).toBeGreaterThanOrEqual(4);
		const next = await until(async () => {
			const model = await state();
			const isNextDay = model !== null && model.reading?.period.key !== first.reading?.period.key;
			return isNextDay && model.control.held.every(isSeenRestored(model)) ? model : null;
		});
		for (const record of original) {
			const { endpoint } =
				next.endpoints.find((view) => view.endpoint.name === record.endpoint) ?? {};
			expect(endpoint?.scaling.minReplica).toBe(record.scaling.minReplica);
			expect(endpoint?.scaling.maxReplica).toBe(record.scaling.maxReplica);
			expect(endpoint?.scaling.scaleToZeroTimeoutMinutes ?? null).toBe(
				record.scaling.scaleToZeroTimeoutMinutes ?? null,
			);
		}
		expect(next.endpoints.filter(isPaused)).toEqual([]);
		await until(async () =>
			slack.bodies.some(({ text }) => text.includes("back exactly as they were")),
		);
		expectEachToldOnce(slack.bodies);
	} finally {
		slack.stop();
	}
});

function expectEachToldOnce(bodies: readonly SlackBody[]): void {
	const said = (words: RegExp) => bodies.filter(({ text }) => words.test(text)).length;
	expect(said(/at 120 %/)).toBe(1);
	expect(said(/at 150 %/)).toBe(1);
	expect(said(/^PAGE acme at 200 %/)).toBe(1);
	expect(said(/new day/)).toBe(1);
	expect(bodies.every(({ blocks }) => blocks[0]?.type === "header")).toBe(true);
}

/** Takes what is posted to it, over HTTP, in Slack's own form. */
async function startSlack() {
	const bodies: SlackBody[] = [];
	const server = createHttpServer((request, response) => {
		let raw = "";
		request.on("data", (chunk: Buffer) => {
			raw += chunk.toString();
		});
		request.on("end", () => {
			bodies.push(JSON.parse(raw) as SlackBody);
			response.end("ok");
		});
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const stop = () => {
		server.closeAllConnections();
		server.close();
	};
	return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, stop };
}

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
	start(["simulator", "--port", String(port), "--endpoints", "45", "--scenario", "quiet-day"]);
	const base = `http://127.0.0.1:${port}/v2/endpoint/acme`;
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

function start(args: readonly string[], more: NodeJS.ProcessEnv = {}): ChildProcess {
	const env = { ...environment(), ...more };
	const child = spawn(process.execPath, [bin, ...args], { cwd: home, env });
	child.stdout?.resume();
	child.stderr?.resume();
	running.push(child);
	return child;
}

async function run(
	args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
	const child = spawn(process.execPath, [bin, ...args], { cwd: home, env: environment() });
	let stdout = "";
	let stderr = "";
	child.stdout.on("data", (chunk: Buffer) => {
		stdout += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	const [code] = (await once(child, "close")) as [number | null];
	return { code, stdout, stderr };
}

function environment(): NodeJS.ProcessEnv {
	const mine = { PORT: String(port), GUARDRAIL_HOME: home, HF_TOKEN: "", SLACK_WEBHOOK_URL: "" };
	return { ...process.env, ...mine };
}

async function state(): Promise<ReadModel | null> {
	const response = await fetch(`http://127.0.0.1:${port}/api/state`).catch(() => null);
	return response?.ok === true ? ((await response.json()) as ReadModel) : null;
}

function someFleet(model: ReadModel): boolean {
	return model.endpoints.filter(isPaused).length >= 4;
}

/** Whether it is restored, and the page's list is not from before the restore. */
function isSeenRestored(model: ReadModel): (held: ReadModel["control"]["held"][number]) => boolean {
	return (held) => {
		const view = model.endpoints.find(({ endpoint }) => endpoint.name === held.endpoint);
		const isSeen = (view?.endpoint.updatedAt ?? 0) >= (held.written.updatedAt ?? 0);
		return held.status === "restored" && isSeen;
	};
}

function isPaused({ endpoint }: ReadModel["endpoints"][number]): boolean {
	return endpoint.state === "paused";
}

async function until<T>(look: () => Promise<T | null | false>): Promise<T> {
	for (;;) {
		const seen = await look();
		if (seen !== null && seen !== false) return seen;
		await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
	}
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill("SIGTERM");
	await once(child, "exit");
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string") throw new Error("no port was given");
	return address.port;
}
