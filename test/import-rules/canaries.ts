/** One import that is planted in a tree of its own, to see which rules it fires. */
export interface TriedImport {
	/** The importing file. It imports nothing else. */
	readonly from: string;
	/** A file of the tree, a package, or a module of Node.js. */
	readonly imports: string;
	readonly typeOnly?: true;
	/** The imported file does not exist. */
	readonly missing?: true;
	/** The imported file is another canary, which imports this one. */
	readonly closesCycle?: true;
	/** package.json names the package nowhere. */
	readonly undeclared?: true;
	/** package.json names the package under devDependencies. */
	readonly development?: true;
}

export interface Canary extends TriedImport {
	/** The rule that has to fire. Others may fire too. */
	readonly rule: string;
}

export const canaries: readonly Canary[] = [
	...roomCanaries(),
	...stageCanaries(),
	...packageCanaries(),
	...hygieneCanaries(),
];

/** The control group: the rules are not so wide that they forbid the house its own ways. */
export const permitted: readonly TriedImport[] = [
	{ from: "shared/domain/allowed-a.ts", imports: "shared/domain/money.ts" },
	{ from: "shared/core/decide/allowed-a.ts", imports: "shared/core/ledger/book.ts" },
	{ from: "shared/core/decide/allowed-b.ts", imports: "shared/core/decide/tier.ts" },
	{ from: "shared/core/ledger/allowed-a.ts", imports: "shared/domain/money.ts" },
	{ from: "shared/ports/allowed-a.ts", imports: "shared/domain/money.ts", typeOnly: true },
	{ from: "shared/app/allowed-a.ts", imports: "shared/ports/clock.ts", typeOnly: true },
	{ from: "shared/app/allowed-b.ts", imports: "shared/core/decide/tier.ts" },
	{ from: "shared/adapters/slack/allowed-a.ts", imports: "shared/ports/receiver.ts" },
	{ from: "shared/adapters/slack/allowed-b.ts", imports: "shared/adapters/slack/block.ts" },
	{ from: "shared/adapters/slack/allowed-c.ts", imports: "shared/core/pricing/price.ts" },
	{ from: "shared/adapters/sqlite/allowed-a.ts", imports: "node:sqlite" },
	{ from: "shared/adapters/dynamodb/allowed-a.ts", imports: "@aws-sdk/lib-dynamodb" },
	{ from: "shared/adapters/aws/allowed-a.ts", imports: "@aws-sdk/client-sns" },
	{ from: "shared/adapters/huggingface/allowed-a.ts", imports: "@huggingface/hub" },
	{ from: "shared/adapters/huggingface/allowed-b.ts", imports: "zod" },
	{ from: "shared/config/allowed-a.ts", imports: "zod" },
	{ from: "shared/runtime/allowed-a.ts", imports: "@middy/core" },
	{ from: "shared/runtime/allowed-b.ts", imports: "shared/adapters/aws/bus.ts" },
	{ from: "shared/local/allowed-a.ts", imports: "shared/simulator/account.ts" },
	{ from: "shared/local/allowed-b.ts", imports: "shared/adapters/sqlite/table.ts" },
	{ from: "shared/simulator/allowed-a.ts", imports: "shared/domain/money.ts" },
	{ from: "shared/dashboard/allowed-a.ts", imports: "shared/core/reading/read.ts" },
	{ from: "functions/allowed-a.ts", imports: "shared/app/guard-budget.ts" },
	{ from: "functions/allowed-b.ts", imports: "shared/runtime/lambda.ts" },
	{ from: "functions/allowed-c.ts", imports: "zod" },
	{ from: "functions/allowed-d.ts", imports: "lambda-types", typeOnly: true, development: true },
];

function roomCanaries(): Canary[] {
	return [
		...canariesOf("domain-knows-nothing", "shared/domain", ["zod", "node:crypto"]),
		...canariesOf("domain-knows-nothing", "shared/domain", ["shared/ports/clock.ts"]),
		...canariesOf("core-is-pure", "shared/core/plan", ["zod", "node:crypto"]),
		...canariesOf("core-is-pure", "shared/core/decide", ["shared/ports/clock.ts"]),
		...canariesOf("ports-are-types", "shared/ports", ["shared/core/plan/plan.ts", "zod"]),
		...canariesOf("app-takes-ports", "shared/app", [
			"shared/adapters/aws/bus.ts",
			"shared/config/load.ts",
			"shared/runtime/lambda.ts",
			"zod",
			"node:crypto",
		]),
		...canariesOf("adapters-do-not-decide", "shared/adapters/slack", [
			"shared/core/notify/group.ts",
			"shared/app/send-notices.ts",
			"shared/runtime/lambda.ts",
			"shared/simulator/account.ts",
		]),
		...canariesOf("adapters-do-not-know-each-other", "shared/adapters/dry-run", [
			"shared/adapters/huggingface/fleet.ts",
		]),
		...canariesOf("dashboard-reads-only", "shared/dashboard", [
			"shared/adapters/sqlite/table.ts",
			"shared/ports/clock.ts",
			"node:fs",
		]),
		...canariesOf("handlers-are-thin", "functions", [
			"functions/guard.ts",
			"shared/adapters/aws/bus.ts",
			"shared/core/decide/tier.ts",
			"@aws-sdk/client-sns",
			"@middy/core",
		]),
		...canariesOf("shared-never-looks-up", "shared/app", ["functions/guard.ts"]),
		...canariesOf("shared-never-looks-up", "shared/local", ["test/fixture.ts"]),
		...canariesOf("simulator-stays-home", "functions", ["shared/simulator/account.ts"]),
		...canariesOf("simulator-stays-home", "shared/runtime", ["shared/simulator/account.ts"]),
		...canariesOf("simulator-stays-home", "shared/app", ["shared/local/start.ts"]),
		...canariesOf("simulator-stays-home", "shared/core/plan", ["shared/simulator/account.ts"]),
		...canariesOf("truth-is-independent", "shared/simulator/bill", [
			"shared/core/ledger/book.ts",
			"shared/adapters/sqlite/table.ts",
		]),
	];
}

/** A stage reaches for its successor; the last one for a folder that is no stage at all. */
function stageCanaries(): Canary[] {
	const order = "ledger pricing reading detect decide plan verify restore route schedule notify";
	const stages = [...order.split(" "), "advise", "no-stage"];
	return stages
		.slice(0, -1)
		.flatMap((stage, position) =>
			canariesOf(`core-flows-forward-${stage}`, `shared/core/${stage}`, [
				`shared/core/${stages[position + 1]}/later.ts`,
			]),
		);
}

function packageCanaries(): Canary[] {
	return [
		...canariesOf("aws-only-in-its-adapters", "shared/runtime", ["@aws-sdk/client-sns"]),
		...canariesOf("aws-only-in-its-adapters", "shared/adapters/slack", ["@aws-sdk/lib-dynamodb"]),
		...canariesOf("hub-only-in-its-adapter", "functions", ["@huggingface/hub"]),
		...canariesOf("hub-only-in-its-adapter", "shared/adapters/slack", ["@huggingface/hub"]),
		...canariesOf("middy-only-in-the-runtime", "functions", ["@middy/core"]),
		...canariesOf("middy-only-in-the-runtime", "shared/adapters/aws", ["@middy/core"]),
		...canariesOf("zod-only-at-the-edge", "shared/app", ["zod"]),
		...canariesOf("zod-only-at-the-edge", "shared/simulator", ["zod"]),
	];
}

function hygieneCanaries(): Canary[] {
	const there = "shared/app/canary-cycle-there.ts";
	const back = "shared/app/canary-cycle-back.ts";
	return [
		{ rule: "no-circular", from: there, imports: back, closesCycle: true },
		{ rule: "no-circular", from: back, imports: there, closesCycle: true, typeOnly: true },
		{
			rule: "imports-resolve",
			from: "shared/app/canary-nowhere.ts",
			imports: "shared/app/no-such-file.ts",
			missing: true,
		},
		{
			rule: "packages-are-declared",
			from: "shared/local/canary-undeclared.ts",
			imports: "undeclared-package",
			undeclared: true,
		},
		{
			rule: "no-development-packages-in-code",
			from: "shared/local/canary-development.ts",
			imports: "development-package",
			development: true,
		},
	];
}

/** Each import gets an importing file of its own, so that what fires is known to come from it. */
function canariesOf(rule: string, folder: string, imports: readonly string[]): Canary[] {
	return imports.map((target) => ({
		rule,
		from: `${folder}/canary-${rule}-${target.replaceAll(/[^a-z]+/g, "-")}.ts`,
		imports: target,
	}));
}
