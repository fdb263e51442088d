import type { SimulatedAccount } from "../account.ts";
import { routedModels } from "../catalog/routed-models.ts";
import type { SimulatedEndpoint } from "../endpoint.ts";
import { errorResponse } from "../http/error-response.ts";
import { hash, hashHex } from "../http/hash.ts";
import type { Route, SimulatedRequest, SimulatedResponse } from "../http/route.ts";
import { usageBody } from "./billing.ts";

/** Whether the namespace of the account is an organisation or the token owner's own. */
export type NamespaceKind = "org" | "user";

/** The routes of huggingface.co that a guard needs: who a token is, models, and the bill. */
export function hubRoutes(account: SimulatedAccount, kind: NamespaceKind): readonly Route[] {
	const model = (request: SimulatedRequest) => modelInfo(account, request);
	return [
		{ method: "GET", pattern: "/api/whoami-v2", answer: (asked) => whoAmI(account, kind, asked) },
		{ method: "GET", pattern: "/api/models/{owner}/{name}", public: true, answer: model },
		{
			method: "GET",
			pattern: "/api/models/{owner}/{name}/revision/{revision}",
			public: true,
			answer: model,
		},
		{
			method: "GET",
			pattern: "/api/organizations/{name}/billing/usage",
			answer: (request) => {
				const isOwn = kind === "org" && request.params["name"] === account.namespace;
				return isOwn ? usage(account, kind, request) : errorResponse(404, "Not Found");
			},
		},
		{
			method: "GET",
			pattern: "/api/settings/billing/usage",
			answer: (request) => usage(account, kind, request),
		},
	];
}

const daySeconds = 86_400;

function whoAmI(
	account: SimulatedAccount,
	kind: NamespaceKind,
	{ actor }: SimulatedRequest,
): SimulatedResponse {
	if (!actor) return errorResponse(401, "Invalid credentials in Authorization header");
	const name = kind === "user" ? account.namespace : actor.user;
	const periodEnd = Math.floor(account.now() / 1000) + 30 * daySeconds;
	const body = {
		type: "user",
		id: idOf("user", name),
		name,
		fullname: name,
		email: `${name}@example.com`,
		emailVerified: true,
		canPay: true,
		isPro: true,
		billingMode: "prepaid",
		periodEnd,
		avatarUrl: "/avatars/simulated.svg",
		orgs: kind === "org" ? [organisation(account.namespace, periodEnd)] : [],
		auth: authOf(account, actor),
	};
	return { status: 200, body };
}

function organisation(name: string, periodEnd: number) {
	return {
		type: "org",
		id: idOf("org", name),
		name,
		fullname: name,
		email: null,
		canPay: true,
		billingMode: "postpaid",
		periodEnd,
		avatarUrl: "/avatars/simulated-org.svg",
		plan: "enterprise",
		roleInOrg: "admin",
		securityRestrictions: [],
		resourceGroups: [],
	};
}

/** The spelling of the permissions is not documented (reference/huggingface 1.4). */
function authOf(account: SimulatedAccount, actor: NonNullable<SimulatedRequest["actor"]>) {
	const { namespace } = account;
	return {
		type: "access_token",
		accessToken: {
			displayName: actor.user,
			role: "fineGrained",
			createdAt: "2026-11-01T00:00:00.000Z",
			fineGrained: {
				scoped: [
					{
						entity: { _id: idOf("org", namespace), name: namespace, type: "org" },
						permissions: [`inference.endpoints.${actor.role}`],
					},
				],
				global: [],
				canReadGatedRepos: false,
			},
		},
	};
}

/** Model information as `modelInfo` of @huggingface/hub reads it; `expand` chooses the fields. */
function modelInfo(account: SimulatedAccount, request: SimulatedRequest): SimulatedResponse {
	const id = `${request.params["owner"]}/${request.params["name"]}`;
	const endpoint = account.list().find(({ model }) => model.repository === id);
	const isRouted = routedModels.some((model) => model.id === id);
	if (!endpoint && !isRouted) {
		return errorResponse(404, "Repository not found", { "x-error-code": "RepoNotFound" });
	}
	const fields = { ...modelFields(id, endpoint), ...providerMapping(id) };
	const wanted = [...request.query.getAll("expand"), ...request.query.getAll("expand[]")];
	const shown = Object.entries(fields).filter(
		([name]) => wanted.length === 0 || wanted.includes(name),
	);
	return { status: 200, body: { _id: idOf("model", id), id, ...Object.fromEntries(shown) } };
}

const parametersPerBillion = 1_000_000_000;

function modelFields(id: string, endpoint: SimulatedEndpoint | undefined) {
	const task = endpoint?.model.task ?? "text-generation";
	const billions = endpoint?.parametersBillions ?? billionsInName(id);
	const parameters = Math.round(billions * parametersPerBillion);
	return {
		modelId: id,
		author: id.split("/")[0],
		sha: `${hashHex("sha", id)}${hashHex("commit", id)}`.slice(0, 40),
		private: false,
		gated: false,
		disabled: false,
		pipeline_tag: task,
		library_name: "transformers",
		tags: ["transformers", "safetensors", task],
		downloads: hash("downloads", id) % 1_000_000,
		likes: hash("likes", id) % 10_000,
		createdAt: "2025-01-15T09:00:00.000Z",
		lastModified: "2026-06-01T12:00:00.000Z",
		safetensors: { parameters: { BF16: parameters }, total: parameters },
	};
}

/** The size that most model names carry ("-8B-"); 7 billion where there is none. */
function billionsInName(id: string): number {
	return Number(/(\d+(?:\.\d+)?)b\b/i.exec(id)?.[1] ?? 7);
}

function providerMapping(id: string) {
	const model = routedModels.find((candidate) => candidate.id === id);
	const entries = (model?.providers ?? []).map(({ provider, status }) => [
		provider,
		{ status, providerId: id.toLowerCase(), task: "conversational", isModelAuthor: false },
	]);
	return { inferenceProviderMapping: Object.fromEntries(entries) as Record<string, unknown> };
}

function usage(
	account: SimulatedAccount,
	kind: NamespaceKind,
	{ path, query, actor }: SimulatedRequest,
): SimulatedResponse {
	const isOwners = kind === "user" || path.startsWith("/api/organizations/");
	const entity = isOwners
		? { kind, name: account.namespace, isEmpty: false }
		: { kind: "user" as const, name: actor?.user ?? "", isEmpty: true };
	const body = usageBody(account, { ...entity, periodId: query.get("periodId") });
	return body ? { status: 200, body } : errorResponse(404, "Billing period not found");
}

function idOf(kind: string, name: string): string {
	return hashHex(kind, name).slice(0, 24);
}
