import { type RoutedModel, type RoutedProvider, routedModels } from "../catalog/routed-models.ts";
import { errorResponse } from "../http/error-response.ts";
import type { Route } from "../http/route.ts";

/** The public model list of the inference providers: who serves a model, and at what price. */
export function routerRoutes(): readonly Route[] {
	return [
		{
			method: "GET",
			pattern: "/v1/models",
			public: true,
			answer: () => ({
				status: 200,
				body: { object: "list", data: routedModels.map(modelBody) },
			}),
		},
		{
			method: "GET",
			pattern: "/v1/models/{owner}/{name}",
			public: true,
			answer: ({ params }) => {
				const id = `${params["owner"]}/${params["name"]}`;
				const model = routedModels.find((candidate) => candidate.id === id);
				if (!model) return errorResponse(404, `The model ${id} does not exist`);
				return { status: 200, body: { data: modelBody(model) } };
			},
		},
	];
}

function modelBody({ id, createdAtSeconds, providers }: RoutedModel) {
	return {
		id,
		object: "model",
		created: createdAtSeconds,
		owned_by: id.split("/")[0],
		architecture: { input_modalities: ["text"], output_modalities: ["text"] },
		providers: providers.map(providerBody),
	};
}

/** Fields that a provider does not publish are absent, not null. */
function providerBody(provider: RoutedProvider) {
	const { contextLength, pricing, firstTokenLatencyMs, tokensPerSecond } = provider;
	return {
		provider: provider.provider,
		status: provider.status,
		...(contextLength === null ? {} : { context_length: contextLength }),
		...(pricing === null ? {} : { pricing }),
		...(contextLength === null ? {} : { supports_tools: true, supports_structured_output: true }),
		...(firstTokenLatencyMs === null ? {} : { first_token_latency_ms: firstTokenLatencyMs }),
		...(tokensPerSecond === null ? {} : { throughput: tokensPerSecond }),
		is_model_author: false,
	};
}
