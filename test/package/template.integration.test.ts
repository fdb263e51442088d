import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Packaged, packaged } from "./packaged.ts";
import { readTemplate, type Template } from "./template.ts";
import { templateProblems } from "./template-problems.ts";

let built: Packaged;
let template: Template;
beforeAll(async () => {
	built = await packaged();
	template = readTemplate(built.folder);
});
afterAll(() => built.remove());

describe("the template", () => {
	test("fits AWS's own schemas of every resource in it", () => {
		expect(templateProblems(template)).toEqual([]);
	});

	test.each<[string, (draft: Draft) => void, string]>([
		[
			"a misspelt property",
			(draft) => rename(draft, "Table", "KeySchema"),
			"Table.KeySchemaa is unknown",
		],
		[
			"a function without a role",
			(draft) => drop(draft, "MeterLambdaFunction", "Role"),
			"MeterLambdaFunction.Role is missing",
		],
		[
			"a text for a list",
			(draft) => set(draft, "PeoplePolicy", { Topics: "people" }),
			"PeoplePolicy.Topics is not a list",
		],
		[
			"a number for a text",
			(draft) => set(draft, "Bus", { Name: 7 }),
			"Bus.Name is not of type string",
		],
		[
			"an unknown type",
			(draft) => retype(draft, "Bus", "AWS::Events::Bus"),
			"Bus: there is no type AWS::Events::Bus",
		],
		[
			"a misspelt attribute",
			(draft) =>
				set(draft, "GuardLambdaFunction", { Role: { "Fn::GetAtt": ["GuardRole", "Arm"] } }),
			"AWS::IAM::Role has no attribute Arm",
		],
		[
			"a reference to nothing",
			(draft) => set(draft, "PeoplePolicy", { Topics: [{ Ref: "Persons" }] }),
			"names Persons, which does not exist",
		],
		[
			"a text that names nothing",
			(draft) => set(draft, "People", { DisplayName: { "Fn::Sub": `$${"{Nobody}"}` } }),
			"names Nobody, which does not exist",
		],
	])("does not get by with %s", (_name, plant, problem) => {
		const draft = structuredClone(template) as unknown as Draft;
		plant(draft);
		expect(templateProblems(draft as unknown as Template).join("\n")).toContain(problem);
	});
});

type Draft = { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };

function draftOf(draft: Draft, id: string) {
	const found = draft.Resources[id];
	if (found === undefined) throw new Error(`there is no ${id} to plant in`);
	return found;
}

function rename(draft: Draft, id: string, property: string): void {
	const { Properties } = draftOf(draft, id);
	Properties[`${property}a`] = Properties[property];
	drop(draft, id, property);
}

function drop(draft: Draft, id: string, property: string): void {
	const resource = draftOf(draft, id);
	resource.Properties = Object.fromEntries(
		Object.entries(resource.Properties).filter(([name]) => name !== property),
	);
}

function set(draft: Draft, id: string, properties: Record<string, unknown>): void {
	Object.assign(draftOf(draft, id).Properties, properties);
}

function retype(draft: Draft, id: string, type: string): void {
	draftOf(draft, id).Type = type;
}
