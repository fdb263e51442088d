import { afterEach, expect, test, vi } from "vitest";
import { UsageError } from "../../../shared/local/cli/usage-error.ts";
import { planCommand } from "../../../shared/local/commands/plan-command.ts";
import { stateOf } from "../../../shared/local/server/state.ts";
import * as f from "../../dashboard/fixture.ts";

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

test.each([
	[["--at", "163"], "--at"],
	[["--seed", "2"], "--seed"],
	[["--seed", "1", "--at", "130"], "--at"],
] as const)(
	"a plan with %j and no scenario is a usage error that names the scenarios",
	async (args, flag) => {
		const refused = await planCommand()
			.parseAsync([...args], { from: "user" })
			.catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(UsageError);
		expect(refused).toMatchObject({
			message: `${flag} is for a simulated day only`,
			hint: expect.stringMatching(/^--scenario NAME: one of .*runaway-replicas/),
		});
	},
);

/** What the command prints of a guardrail that is at divert, with nothing left to do now or at the next line. */
async function printedOf(...flags: string[]): Promise<string> {
	const untouched = [{ endpoint: "qwen-32b-batch", reason: "already-done" as const }];
	const plan = { tier: "divert", untouched, remarks: [], ...f.noSteps } as const;
	const next = { tier: "shutdown", ratio: 2, method: "pause", maxReplica: null } as const;
	const heldNext = [{ endpoint: "qwen-32b-batch", ...next, isSure: true }];
	const planNext = { ...plan, tier: "shutdown" } as const;
	const model = { ...f.divertModel(), planNow: plan, planNext, heldNext };
	vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(stateOf(model)))));
	const written: string[] = [];
	vi.spyOn(process.stderr, "write").mockReturnValue(true);
	vi.spyOn(process.stdout, "write").mockImplementation((text) => {
		written.push(String(text));
		return true;
	});
	await planCommand().parseAsync(["--url", "http://127.0.0.1:9", ...flags], { from: "user" });
	return written.join("");
}

const held = "held: capped 4 → 1 since 13:34 (trim); paused at 200 %";

test("what an earlier step holds is told as held, by a running guardrail's own document, once", async () => {
	const printed = await printedOf();
	expect(printed).toContain(`STAYS HELD\n    qwen-32b-batch: ${held}\n`);
	expect(printed.split("STAYS HELD")).toHaveLength(2);
	expect(printed).toContain("Everything stays as it is above.");
	expect(printed).not.toContain("NOT TOUCHED");
});

test("the document for scripts has it at both lines", async () => {
	const { explained } = JSON.parse(await printedOf("--json"));
	const told = { endpoints: ["qwen-32b-batch"], isHeld: true, words: held };
	expect(explained.now.untouched).toMatchObject([told]);
	expect(explained.next.untouched).toMatchObject([told]);
	expect(explained.groups).toEqual([]);
});
