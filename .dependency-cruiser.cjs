/**
 * The imports that must never exist (ARCHITECTURE.md, "Imports"). One rule, one sentence, one name.
 * test/import-rules.test.ts holds a canary for every rule here: a rule without one fails the tests.
 */

/** The stages of the core in the order of the flow. A stage may look back, never ahead. */
const stages = [
	"ledger",
	"pricing",
	"reading",
	"detect",
	"decide",
	"plan",
	"verify",
	"restore",
	"route",
	"schedule",
	"notify",
	"advise",
];

const anyOf = (names) => `(${names.join("|")})`;
const code = "^(functions|shared)/";
const packageNamed = (pattern) => `node_modules/${pattern}/`;

function forbid(name, comment, from, to) {
	return { name, comment, severity: "error", from, to };
}

function flowsForward(stage, position) {
	const allowed = anyOf(stages.slice(0, position + 1));
	return forbid(
		`core-flows-forward-${stage}`,
		`The stage "${stage}" may import, within the core, itself and the stages before it.`,
		{ path: `^shared/core/${stage}/` },
		{ path: "^shared/core/", pathNot: `^shared/core/${allowed}/` },
	);
}

const rooms = [
	forbid(
		"domain-knows-nothing",
		"The nouns of the domain import nothing but each other: no node:*, no package, no other room.",
		{ path: "^shared/domain/" },
		{ pathNot: "^shared/domain/" },
	),
	forbid(
		"core-is-pure",
		"The core takes values and returns values: it imports the core and the domain only.",
		{ path: "^shared/core/" },
		{ pathNot: "^shared/(core|domain)/" },
	),
	...stages.map(flowsForward),
	forbid(
		"ports-are-types",
		"A port names what the use cases need; it knows the domain and nothing that fulfils it.",
		{ path: "^shared/ports/" },
		{ pathNot: "^shared/(ports|domain)/" },
	),
	forbid(
		"app-takes-ports",
		"A use case is handed its ports; it never picks an adapter, a setting or a package itself.",
		{ path: "^shared/app/" },
		{ pathNot: "^shared/(app|ports|core|domain)/" },
	),
	forbid(
		"adapters-do-not-decide",
		"An adapter carries; only the pure maths of core/pricing may be shared with it.",
		{ path: "^shared/adapters/" },
		{ path: "^shared/(core|app|runtime|simulator|local)/", pathNot: "^shared/core/pricing/" },
	),
	forbid(
		"adapters-do-not-know-each-other",
		"One folder per technology; what two of them need belongs to the domain or a port.",
		{ path: "^shared/adapters/([^/]+)/" },
		{ path: "^shared/adapters/", pathNot: "^shared/adapters/$1/" },
	),
	forbid(
		"dashboard-reads-only",
		"The page is a pure view of the read model: the same in the cloud and on one machine.",
		{ path: "^shared/dashboard/" },
		{ pathNot: "^shared/(dashboard|domain|core)/" },
	),
	forbid(
		"handlers-are-thin",
		"A handler parses its event and calls one use case through the runtime.",
		{ path: "^functions/" },
		{
			path: [
				"^functions/",
				"^test/",
				"^shared/(adapters|core)/",
				packageNamed("(@aws-sdk|@huggingface|@middy)/[^/]+"),
			],
		},
	),
	forbid(
		"shared-never-looks-up",
		"Handlers and tests stand on shared/, not the other way round.",
		{ path: "^shared/" },
		{ path: "^(functions|test)/" },
	),
	forbid(
		"simulator-stays-home",
		"What is deployed contains neither the simulated account nor the local mode.",
		{ path: code, pathNot: "^shared/(simulator|local)/" },
		{ path: "^shared/(simulator|local)/" },
	),
	forbid(
		"truth-is-independent",
		"The simulated account's bill and journal share no code with what they judge.",
		{ path: "^shared/simulator/" },
		{ path: "^shared/(core|app|adapters|runtime|local)/" },
	),
];

const onePlaceEach = [
	forbid(
		"aws-only-in-its-adapters",
		"The AWS SDK is known to adapters/aws and adapters/dynamodb alone.",
		{ path: code, pathNot: "^shared/adapters/(aws|dynamodb)/" },
		{ path: packageNamed("(@aws-sdk|@smithy)/[^/]+") },
	),
	forbid(
		"hub-only-in-its-adapter",
		"The Hugging Face client library is known to adapters/huggingface alone.",
		{ path: code, pathNot: "^shared/adapters/huggingface/" },
		{ path: packageNamed("@huggingface/[^/]+") },
	),
	forbid(
		"middy-only-in-the-runtime",
		"The middleware stack is put together once, in shared/runtime.",
		{ path: code, pathNot: "^shared/runtime/" },
		{ path: packageNamed("@middy/[^/]+") },
	),
	forbid(
		"zod-only-at-the-edge",
		"What comes from outside is parsed at the edge; inside, types carry the meaning.",
		{ path: code, pathNot: "^(functions|shared/(config|adapters|runtime))/" },
		{ path: packageNamed("zod") },
	),
];

const hygiene = [
	forbid(
		"no-circular",
		"No file reaches itself through its imports, types included.",
		{},
		{
			circular: true,
		},
	),
	forbid(
		"imports-resolve",
		"An import that leads nowhere would slip through every rule that goes by path.",
		{},
		{ couldNotResolve: true },
	),
	forbid(
		"packages-are-declared",
		"A package that package.json does not name may vanish with the next install.",
		{},
		{ dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
	),
	forbid(
		"no-development-packages-in-code",
		"What runs for the user needs only the dependencies; types alone may come from elsewhere.",
		{ path: code },
		{ dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
	),
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
	forbidden: [...rooms, ...onePlaceEach, ...hygiene],
	options: {
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^test/fixtures/" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: {
			exportsFields: ["exports"],
			conditionNames: ["import", "node", "default", "types"],
			extensions: [".ts", ".js", ".mjs", ".cjs", ".json", ".d.ts"],
		},
	},
};
