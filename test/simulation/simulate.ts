import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { canaries } from "./canaries.ts";
import { type Coverage, coverageLines, coverageProblems } from "./coverage.ts";
import { huntCanaries } from "./hunt-canaries.ts";
import { runMany } from "./run-many.ts";
import { faultyDays } from "./run-plan.ts";
import { shrink } from "./shrink.ts";
import type { RunResult } from "./simulate-run.ts";

const usage = `Usage: npm run simulate -- --days N [--seed S] [--run I] [--threads T] [--trace] [--json]
       npm run simulate -- --canaries [--first N] [--days N] [--seed S]`;

const { values } = parseArgs({
	options: {
		days: { type: "string" },
		seed: { type: "string" },
		run: { type: "string" },
		threads: { type: "string", default: String(availableParallelism()) },
		canaries: { type: "boolean", default: false },
		first: { type: "string" },
		trace: { type: "boolean", default: false },
		json: { type: "boolean", default: false },
		help: { type: "boolean", default: false },
	},
});

const daysPerRun = faultyDays + 1;
const shrinkRuns = 60;
const commit = commitOf();
const seed = values.seed === undefined ? seedOf(commit) : Number(values.seed);
const days = Number(values.days ?? (values.canaries ? "2000" : "100"));
const threads = Number(values.threads);
const plantedMost = Number(values.first ?? canaries.length);

if (values.help || ![seed, days, threads, plantedMost].every(Number.isSafeInteger)) print(usage);
else if (values.canaries) process.exitCode = await hunt();
else if (values.run !== undefined) process.exitCode = await oneRun(Number(values.run));
else process.exitCode = await manyDays();

/** Exit code 1 when a promise was broken; the first failing run is made as short as it gets. */
async function manyDays(): Promise<number> {
	const failing: RunResult[] = [];
	const met = {
		severeDays: 0,
		fleet: [Infinity, 0] as [number, number],
		counts: new Map<string, number>(),
	};
	const runs = Math.ceil(days / daysPerRun);
	const since = process.uptime();
	const onResult = (result: RunResult) => {
		if (result.violation !== null) failing.push(result);
		if (result.factor === 3) met.severeDays += faultyDays;
		met.fleet = [Math.min(met.fleet[0], result.fleet), Math.max(met.fleet[1], result.fleet)];
		for (const [what, count] of Object.entries(result.counts)) {
			met.counts.set(what, (met.counts.get(what) ?? 0) + count);
		}
	};
	await runMany({ seed, runs, threads, stopAtFirst: false, onResult });
	const coverage: Coverage = { ...met, days: runs * daysPerRun };
	report(coverage, process.uptime() - since, failing.length);
	const problems = coverageProblems(coverage);
	for (const problem of problems) print(`  NOT MET: ${problem}`);
	for (const { index, violation } of failing) {
		print(`  run ${index}: ${violation?.promise}: ${violation?.sentence}`);
	}
	const [first] = failing.sort((a, b) => a.index - b.index);
	if (first !== undefined) await explain(first);
	return failing.length === 0 && problems.length === 0 ? 0 : 1;
}

function report(coverage: Coverage, seconds: number, failing: number): void {
	const { counts, ...figures } = coverage;
	const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
	if (values.json) {
		const all = { seed, commit, ...figures, seconds, failing, counts: Object.fromEntries(sorted) };
		print(JSON.stringify(all));
		return;
	}
	const speed = (coverage.days / Math.max(seconds, 0.001)).toFixed(1);
	print(
		`${coverage.days} days in ${seconds.toFixed(0)} s, ${speed} days a second in ${threads} threads: ` +
			`${failing} failing runs (seed ${seed}, ${commit})`,
	);
	for (const line of coverageLines(coverage)) print(`  ${line}`);
	print("Each by its own name:");
	for (const [what, count] of sorted) print(`  ${String(count).padStart(9)}  ${what}`);
}

async function explain(first: RunResult): Promise<void> {
	const { result, runs, left } = await shrink(first, shrinkRuns);
	const { violation, index, notes } = result;
	print(`\nBROKEN: ${violation?.promise}\n  ${violation?.sentence}`);
	print(`  npm run simulate -- --seed ${seed} --run ${index} --trace   (commit ${commit})`);
	print(`  ${left} of ${first.fired.length} faults are left after ${runs} tries. What happened:`);
	for (const line of notes.slice(values.trace ? 0 : -40)) print(`    ${line}`);
}

async function oneRun(index: number): Promise<number> {
	const { simulateRun } = await import("./simulate-run.ts");
	const result = await simulateRun({ seed, index });
	if (values.trace) for (const line of result.notes) print(`    ${line}`);
	if (result.violation === null) {
		print(`run ${index} of seed ${seed}: no promise was broken`);
		return 0;
	}
	await explain(result);
	return 1;
}

/** Every planted bug has to be found. */
async function hunt(): Promise<number> {
	const planted = canaries.slice(0, plantedMost);
	const missed = await huntCanaries(planted, { seed, days, threads, print });
	const found = planted.length - missed;
	print(`${found} of ${planted.length} planted bugs found (seed ${seed}, ${commit})`);
	return missed === 0 ? 0 : 1;
}

function commitOf(): string {
	try {
		return execFileSync("git", ["rev-parse", "--short=10", "HEAD"], { encoding: "utf8" }).trim();
	} catch {
		return "unknown";
	}
}

function seedOf(text: string): number {
	const parsed = Number.parseInt(text.slice(0, 7), 16);
	return Number.isNaN(parsed) ? 1 : parsed;
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}
