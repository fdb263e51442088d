import { actingBench } from "./acting/acting.ts";
import { avoidedCostBench } from "./acting/avoided-cost.ts";
import type { BenchResult } from "./bench-result.ts";
import { coldStart } from "./cold-start.ts";
import { detectorsBench } from "./detectors.ts";
import { metering } from "./metering.ts";
import { planBench } from "./plan.ts";
import { quietPass } from "./quiet-pass.ts";
import { quietWeek } from "./quiet-week/quiet-week.ts";
import { webhookFuzzBench } from "./webhook-fuzz.ts";

/** `npm run bench -- NAME`: measures, prints, and fails where a target is missed. */
const benches: Readonly<Record<string, (options: readonly string[]) => Promise<BenchResult>>> = {
	acting: actingBench,
	"avoided-cost": avoidedCostBench,
	"cold-start": coldStart,
	metering,
	detectors: detectorsBench,
	plan: planBench,
	"quiet-pass": quietPass,
	"quiet-week": quietWeek,
	"webhook-fuzz": webhookFuzzBench,
};

const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith("--"));
/** What follows the first option belongs to the bench itself. */
const names = firstOption < 0 ? given : given.slice(0, firstOption);
const options = given.slice(names.length);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (names.length === 0 || unknown.length > 0) {
	process.stderr.write(`npm run bench -- ${Object.keys(benches).join(" | ")}\n`);
	process.exitCode = 2;
} else {
	for (const name of names) await run(name);
}

async function run(name: string): Promise<void> {
	const result = await benches[name]?.(options);
	if (result === undefined) return;
	const { lines, isMet } = result;
	process.stdout.write(`${lines.join("\n")}\n${name}: ${isMet ? "within target" : "MISSED"}\n`);
	if (!isMet) process.exitCode = 1;
}
