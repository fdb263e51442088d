import { runSimulation } from "@cloud-copilot/iam-simulate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Attempt, allowedAttempts, everyAttempt } from "./attempts.ts";
import { documentedPermissions } from "./documented-permissions.ts";
import { type Packaged, packaged } from "./packaged.ts";
import { account, resolveIntrinsics } from "./resolve-intrinsics.ts";
import { readTemplate, resourcesOf, type Template } from "./template.ts";

const rows = documentedPermissions();
const functionNames = [...new Set(rows.map((row) => row.functionName))];

let built: Packaged;
let template: Template;
beforeAll(async () => {
	built = await packaged();
	template = readTemplate(built.folder);
});
afterAll(() => built.remove());

type PolicyDocument = {
	readonly Statement: readonly {
		readonly Action: string | readonly string[];
		readonly Resource: string | readonly string[];
	}[];
};

function policiesOf(functionName: string) {
	const id = `${functionName[0]?.toUpperCase()}${functionName.slice(1)}Role`;
	const { Policies } = resolveIntrinsics(template, template.Resources[id]?.Properties) as {
		Policies: { PolicyName: string; PolicyDocument: PolicyDocument }[];
	};
	return Policies.map(({ PolicyName, PolicyDocument }) => ({
		name: PolicyName,
		policy: PolicyDocument,
	}));
}

async function isAllowed(functionName: string, attempt: Attempt): Promise<boolean> {
	const result = await runSimulation(
		{
			request: {
				principal: `arn:aws:iam::${account}:role/${functionName}`,
				action: attempt.action,
				resource: { resource: attempt.resource, accountId: account },
				contextVariables: { ...attempt.context },
			},
			identityPolicies: policiesOf(functionName),
			serviceControlPolicies: [],
			resourceControlPolicies: [],
		},
		{},
	);
	// An action that does not exist, or not for this kind of resource, is nobody's.
	return result.resultType !== "error" && result.overallResult === "Allowed";
}

function nameOf({ action, resource, context }: Attempt): string {
	return `${action} on ${resource} ${JSON.stringify(context)}`;
}

test("the table in the documents names every function of the stack", () => {
	const functions = resourcesOf(template, "AWS::Lambda::Function").map(([, { Properties }]) =>
		String(Properties?.["Handler"]).split("/").at(1),
	);
	expect(new Set(functions)).toEqual(new Set(functionNames));
});

describe.each(functionNames)("%s", (functionName) => {
	test("may do what its rows in docs/operations.md say, and nothing else of what is tried", async () => {
		const documented = rows
			.filter((row) => row.functionName === functionName)
			.flatMap((row) => allowedAttempts(template, row));
		const allowed: string[] = [];
		const attempts = [...everyAttempt(template, rows), ...documented];
		for (const attempt of attempts) {
			if (await isAllowed(functionName, attempt)) allowed.push(nameOf(attempt));
		}
		expect(attempts.length).toBeGreaterThan(150);
		expect([...new Set(allowed)].toSorted()).toEqual(documented.map(nameOf).toSorted());
	});

	test("is allowed nothing by a star", () => {
		for (const { policy } of policiesOf(functionName)) {
			const actions = policy.Statement.flatMap(({ Action }) => Action);
			const resources = policy.Statement.flatMap(({ Resource }) => Resource);
			expect(actions.filter((action) => action.includes("*"))).toEqual([]);
			expect(
				resources.filter((resource) => /(^|:|\/)\*$/.test(resource.replace(/:\*$/, ""))),
			).toEqual([]);
		}
	});
});

describe("the write token", () => {
	const arn =
		"arn:aws:ssm:eu-central-1:123456789012:parameter/hf-budget-guardrail/dev/hf-write-token";

	test("is within reach of guard alone", async () => {
		const attempt = { action: "ssm:GetParameter", resource: arn, context: {} };
		const holders: string[] = [];
		for (const name of functionNames) if (await isAllowed(name, attempt)) holders.push(name);
		expect(holders).toEqual(["guard"]);
	});
});
